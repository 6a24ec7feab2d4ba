// The extrato: totals, filters and files, with and without script and cookies.

import { readFile } from 'node:fs/promises';

import type { Visitor } from '../helpers/browser.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';

const person = PEOPLE.upToDate;

const BROWSERS: { name: string; visitor: Visitor }[] = [
  { name: 'third-party cookies allowed', visitor: { cookies: 'allowed' } },
  { name: 'no script and no cookies', visitor: { cookies: 'blocked', script: false } },
];

for (const { name, visitor } of BROWSERS) {
  test.describe(`with ${name}`, () => {
    test.use({ visitor });

    test('every instalment is listed, and a filter cuts the list and says so', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await financeiro.isInicioOf(person.firstName);
      await financeiro.go('Extrato');
      await expect(financeiro.heading('Extrato')).toBeVisible();
      const rows = financeiro.root.getByRole('table', { name: 'Parcelas por vencimento' }).locator('tbody tr');
      await expect(rows.first()).toBeVisible();
      const all = await rows.count();
      await financeiro.root.getByRole('navigation', { name: 'Situação' }).getByRole('link', { name: 'Pagas' }).click();
      await expect(financeiro.root.getByText('Em atraso', { exact: true })).toHaveCount(0);
      await expect(financeiro.root.getByRole('link', { name: 'Pagas' })).toHaveAttribute('aria-current', 'page');
      await expect(rows.first()).toBeVisible();
      const paid = await rows.count();
      expect(paid).toBeGreaterThan(0);
      expect(paid).toBeLessThan(all);
      await expect(rows.filter({ hasText: 'A vencer' })).toHaveCount(0);
    });

    test('the CSV holds what the page shows', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await financeiro.isInicioOf(person.firstName);
      await financeiro.go('Extrato');
      const rows = financeiro.root.getByRole('table', { name: 'Parcelas por vencimento' }).locator('tbody tr');
      await expect(rows.first()).toBeVisible();
      const shown = await rows.count();
      const waiting = portal.page.waitForEvent('download');
      await financeiro.root.getByRole('button', { name: 'CSV' }).click();
      const download = await waiting;
      expect(download.suggestedFilename()).toMatch(/^extrato-\d{4}-\d{2}-\d{2}\.csv$/);
      const text = await readFile(await download.path(), 'utf8');
      expect(text.charCodeAt(0), 'byte order mark for Excel').toBe(0xfeff);
      expect(text.split('\r\n').filter((line) => /^"?Parcela \d+ de 60/.test(line))).not.toHaveLength(0);
      expect(text.split('\r\n').filter((line) => /;(Paga|Em aberto|Vencida);/.test(line))).toHaveLength(shown);
    });
  });
}

test.describe('with an ERP that does not tell the instalments', () => {
  test.afterEach(({ demo }) => demo.setFaults(''));

  test('the page says so, and offers no file made of nothing', async ({ portal, demo }) => {
    await demo.setFaults('erp.extratos-financeiros@zulmira=html');
    const financeiro = await portal.openFinanceiro(PEOPLE.longTerm);
    await financeiro.isInicioOf(PEOPLE.longTerm.firstName);
    await financeiro.go('Extrato');
    await expect(financeiro.unavailable()).toBeVisible();
    await expect(financeiro.root.getByRole('button', { name: 'CSV' })).toHaveCount(0);
  });
});
