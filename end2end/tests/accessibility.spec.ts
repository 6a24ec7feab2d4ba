// WCAG 2.2 AA as far as a machine can tell, the shape a screen reader hears, the keyboard, and 320 pixels.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { PHONE } from '../helpers/browser.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';
import { refusedWith } from '../helpers/watch.ts';

const person = PEOPLE.upToDate;

/** Violations as "rule: where", which is what one needs to mend them. The portal around the frame is checked too. */
async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(result.passes.length, 'axe looked at nothing').toBeGreaterThan(5);
  return result.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ visitor: { viewport: PHONE, colorScheme } });

    test('axe finds nothing on Início, with and without the QR Code, on Boletos and on Extrato', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await expect(financeiro.line()).toBeVisible();
      expect(await violations(portal.page), 'Início').toEqual([]);
      await financeiro.go('Boletos');
      await financeiro.isBoletos();
      await expect(financeiro.line()).toBeAttached();
      expect(await violations(portal.page), 'Boletos').toEqual([]);
      await financeiro.go('Extrato');
      await expect(financeiro.root.getByRole('table').first()).toBeVisible();
      expect(await violations(portal.page), 'Extrato').toEqual([]);
      await financeiro.go('Início');
      await financeiro.qrLink().click();
      await expect(financeiro.qrImage()).toBeVisible();
      expect(await violations(portal.page), 'QR Code').toEqual([]);
    });

    test('axe finds nothing on the page of a refused access', async ({ portal, guest }) => {
      guest.watch.tolerate(refusedWith('401'));
      const financeiro = await portal.openVariant(person, 'token=expirado');
      await expect(financeiro.heading(/./)).toBeVisible();
      expect(await violations(portal.page)).toEqual([]);
    });

    test('axe finds nothing on the page of an ERP that is down', async ({ portal, demo }) => {
      // Somebody whose boletos the plugin has not just read and remembered.
      await demo.setFaults('erp.boletos-abertos@raimunda=html');
      const financeiro = await portal.openFinanceiro(PEOPLE.unlucky);
      await expect(financeiro.retry()).toBeVisible();
      expect(await violations(portal.page)).toEqual([]);
    });
  });
}

test.afterEach(({ demo }) => demo.setFaults(''));

test('a screen reader hears Início as it was meant', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.line()).toBeVisible();
  await expect(financeiro.body()).toMatchAriaSnapshot(`
    - main:
      - heading "Olá, Doralice" [level=1]
      - region "Próximo pagamento":
        - heading "Próximo pagamento" [level=2]
        - button "Copiar código Pix"
        - button "Copiar linha digitável"
        - link "QR Code Pix"
  `);
  await expect(financeiro.body()).toMatchAriaSnapshot(`
    - navigation "Financeiro":
      - link "Início"
      - link "Boletos"
      - link "Extrato"
  `);
});

test('a screen reader hears Boletos as it was meant', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await expect(financeiro.line()).toBeAttached();
  await expect(financeiro.body()).toMatchAriaSnapshot(`
    - main:
      - heading "Boletos" [level=1]
      - region "A vencer":
        - heading "A vencer" [level=2]
        - list:
          - listitem
  `);
});

test('the current page is marked in the menu', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await expect(financeiro.menu('Início')).toHaveAttribute('aria-current', 'page');
  await expect(financeiro.menu('Boletos')).not.toHaveAttribute('aria-current', 'page');
});

test('the line is copied with the keyboard alone, with the focus in sight', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  const button = financeiro.copyLine();
  await expect(button).toBeVisible();
  await financeiro.heading(/Olá/).click();
  for (let presses = 0; presses < 15 && !(await button.evaluate((el) => el === document.activeElement)); presses += 1) {
    await portal.page.keyboard.press('Tab');
  }
  await expect(button).toBeFocused();
  const outline = await button.evaluate((el) => getComputedStyle(el).outlineStyle);
  expect(outline, 'visible focus').not.toBe('none');
  await portal.page.keyboard.press('Enter');
  await expect(financeiro.status().filter({ hasText: 'Copiad' })).toBeVisible();
});

test.describe('at 320 pixels', () => {
  test.use({ visitor: { viewport: { width: 320, height: 640 } } });

  test('nothing is wider than the window', async ({ portal }) => {
    const financeiro = await portal.openFinanceiro(person);
    await expect(financeiro.line()).toBeVisible();
    const overflow = () => financeiro.root.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(await overflow(), 'Início').toBe(0);
    await financeiro.go('Boletos');
    await financeiro.isBoletos();
    expect(await overflow(), 'Boletos').toBe(0);
    await financeiro.go('Extrato');
    await expect(financeiro.root.getByRole('table').first()).toBeVisible();
    expect(await overflow(), 'Extrato').toBe(0);
  });
});
