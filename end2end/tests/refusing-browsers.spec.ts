// Browsers that keep no third-party cookies, no cookies at all, or run no script: the core task works in each.

import type { Visitor } from '../helpers/browser.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { inspect } from '../helpers/server.ts';
import { expect, test } from '../helpers/test.ts';

const person = PEOPLE.upToDate;

const BROWSERS: { name: string; visitor: Visitor }[] = [
  { name: 'third-party cookies allowed', visitor: { cookies: 'allowed' } },
  { name: 'third-party cookies blocked', visitor: { cookies: 'third-party-blocked' } },
  { name: 'all cookies blocked', visitor: { cookies: 'blocked' } },
  { name: 'no script', visitor: { cookies: 'allowed', script: false } },
  { name: 'no script and no cookies', visitor: { cookies: 'blocked', script: false } },
];

for (const { name, visitor } of BROWSERS) {
  test.describe(`with ${name}`, () => {
    test.use({ visitor });

    test('the amount, the line and the Pix code can be taken', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await financeiro.isInicioOf(person.firstName);
      await expect(financeiro.line()).toBeVisible();
      const boleto = await inspect('boleto', await financeiro.lineDigits());
      expect(boleto).toMatchObject({ valido: true, valor: await financeiro.amountValue() });
      expect((await inspect('pix', await financeiro.pixCode())).valido).toBe(true);
      await financeiro.qrLink().click();
      await expect(financeiro.qrImage()).toBeVisible();
    });

    test('the session lasts from page to page and back', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await financeiro.isInicioOf(person.firstName);
      await financeiro.go('Boletos');
      await financeiro.isBoletos();
      await expect(financeiro.line()).toBeAttached();
      await portal.page.evaluate(() => history.back());
      await financeiro.isInicioOf(person.firstName);
      await financeiro.go('Boletos');
      await financeiro.isBoletos();
      await financeiro.go('Início');
      await financeiro.isInicioOf(person.firstName);
    });
  });
}
