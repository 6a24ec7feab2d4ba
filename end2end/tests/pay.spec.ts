// The main job: from a click in the portal's menu to the codes that pay this month's boleto.

import type { BrowserContext, Locator } from '@playwright/test';

import { PHONE } from '../helpers/browser.ts';
import type { Financeiro } from '../helpers/financeiro.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { inspect } from '../helpers/server.ts';
import { expect, test } from '../helpers/test.ts';

const person = PEOPLE.upToDate;

/** What the person gets when they paste. */
async function paste(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  await page.setContent('<textarea></textarea>');
  await page.locator('textarea').press('Control+V');
  const text = await page.locator('textarea').inputValue();
  await page.close();
  return text;
}

async function expectInFirstScreen(financeiro: Financeiro, element: Locator, what: string): Promise<void> {
  await expect(element, what).toBeVisible();
  const { top, bottom, left, right } = await financeiro.placeOf(element);
  expect(top, `${what}: top`).toBeGreaterThanOrEqual(0);
  expect(bottom, `${what}: bottom`).toBeLessThanOrEqual(PHONE.height);
  expect(left, `${what}: left`).toBeGreaterThanOrEqual(0);
  expect(right, `${what}: right`).toBeLessThanOrEqual(PHONE.width);
}

test.describe('on a phone', () => {
  test.use({ visitor: { viewport: PHONE } });

  test('the first screen shows the amount, the line and both ways to copy, without scrolling', async ({ portal }) => {
    const financeiro = await portal.openFinanceiro(person);
    await financeiro.isInicioOf(person.firstName);
    await expectInFirstScreen(financeiro, financeiro.amount(), 'amount');
    await expectInFirstScreen(financeiro, financeiro.copyPix(), 'Copiar código Pix');
    await expectInFirstScreen(financeiro, financeiro.copyLine(), 'Copiar linha digitável');
    await expectInFirstScreen(financeiro, financeiro.line(), 'linha digitável');
  });

  test('what a finger has to hit is at least 44 pixels high', async ({ portal }) => {
    const financeiro = await portal.openFinanceiro(person);
    for (const target of [financeiro.copyPix(), financeiro.copyLine(), financeiro.qrLink()]) {
      await expect(target).toBeVisible();
      const { top, bottom } = await financeiro.placeOf(target);
      expect(bottom - top, await target.innerText()).toBeGreaterThanOrEqual(44);
    }
  });
});

test('the line shown is a valid boleto of the amount shown', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.line()).toBeVisible();
  const boleto = await inspect('boleto', await financeiro.lineDigits());
  expect(boleto).toMatchObject({ valido: true, valor: await financeiro.amountValue() });
});

test('copying the linha digitável says so and puts its digits on the clipboard', async ({ portal, guest }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.copyLine().click();
  await expect(financeiro.status().filter({ hasText: 'Copiad' })).toBeVisible();
  const digits = await financeiro.lineDigits();
  expect((await paste(guest.context)).replace(/\D/g, '')).toBe(digits);
});

test('copying the Pix code says so and puts a valid code of the amount shown on the clipboard', async ({ portal, guest }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.copyPix().click();
  await expect(financeiro.status().filter({ hasText: 'Copiad' })).toBeVisible();
  const amount = await financeiro.amountValue();
  const pix = await inspect('pix', await paste(guest.context));
  expect(pix.valido).toBe(true);
  // A dynamic code (an address of the bank) may leave the amount out.
  expect([amount, null]).toContain(pix.valor);
});

test('the QR Code of the Pix opens over the page and closes again', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.qrLink().click();
  await expect(financeiro.qrImage()).toBeVisible();
  await financeiro.root.getByRole('button', { name: 'Fechar' }).click();
  await expect(financeiro.qrImage()).toBeHidden();
  await expect(financeiro.copyPix()).toBeVisible();
});

test('Boletos is one click away and the browser goes back', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await financeiro.isBoletos();
  expect((await portal.frameUrl()).pathname).toMatch(/\/boletos$/);
  // The frame's pages are part of the tab's history. Playwright's own `goBack` waits for the outer page, which stays.
  await portal.page.evaluate(() => history.back());
  await financeiro.isInicioOf(person.firstName);
});

test('loading the portal again and clicking again opens the plugin again', async ({ portal }) => {
  await (await portal.openFinanceiro(person)).isInicioOf(person.firstName);
  await (await portal.openFinanceiro(person)).isInicioOf(person.firstName);
});

test('in a sandboxed frame everything but what the sandbox forbids works', async ({ portal }) => {
  const financeiro = await portal.openVariant(person, 'sandbox=1');
  await expect(portal.iframe).toHaveAttribute('sandbox', /allow-scripts/);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.copyLine().click();
  await expect(financeiro.status().filter({ hasText: 'Copiad' })).toBeVisible();
  await financeiro.go('Boletos');
  await financeiro.isBoletos();
});

test('a portal that hands the token over by POST works as well', async ({ portal }) => {
  const financeiro = await portal.openVariant(person, 'entrega=post');
  await financeiro.isInicioOf(person.firstName);
  await expect(financeiro.line()).toBeVisible();
  await financeiro.go('Boletos');
  await financeiro.isBoletos();
});
