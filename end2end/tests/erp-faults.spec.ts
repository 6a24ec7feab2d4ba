// The ERP is down, slow or lying: the page says so in the right section, and never that there is no debt.

import { AMOUNT, LINE, NO_DEBT, UNAVAILABLE } from '../helpers/financeiro.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';

// Faults open circuit breakers, which would reach into the next test.
test.use({ ownDemo: true });

const person = PEOPLE.upToDate;
const PAGES = ['Início', 'Boletos'] as const;

/** The budget of the page's slowest section, and a little for the browser. */
const SAYS_SO_WITHIN = 6_500;

for (const fault of ['fora', 'lento:10s', 'html', 'truncado', 'reset', '500', '503:30s', 'erro200']) {
  test(`boletos answering "${fault}": both pages say so, claim nothing, and recover`, async ({ portal, demo }) => {
    await demo.setFaults(`erp.boletos-abertos=${fault}`);
    const financeiro = await portal.openFinanceiro(person);
    for (const page of PAGES) {
      if (page === 'Boletos') await financeiro.go(page);
      await expect(financeiro.root.getByText(UNAVAILABLE).first()).toBeVisible({ timeout: SAYS_SO_WITHIN });
      // The rest of the page stands.
      await expect(page === 'Início' ? financeiro.heading(`Olá, ${person.firstName}`) : financeiro.heading('Boletos')).toBeVisible();
      const text = await financeiro.body().innerText();
      expect(text).not.toMatch(NO_DEBT);
      expect(text).not.toMatch(LINE);
    }
    await demo.setFaults('');
    await financeiro.retry().click();
    await expect(financeiro.line()).toBeVisible();
  });
}

test('the whole ERP down: the person is greeted and told, and nothing is claimed', async ({ portal, demo }) => {
  await demo.setFaults('erp=fora');
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.root.getByText(UNAVAILABLE).first()).toBeVisible({ timeout: SAYS_SO_WITHIN });
  await financeiro.isInicioOf(person.firstName);
  const text = await financeiro.body().innerText();
  expect(text).not.toMatch(NO_DEBT);
  expect(text).not.toMatch(AMOUNT);
});

test.describe('without script', () => {
  test.use({ visitor: { script: false } });

  test('a slow ERP does not leave the page waiting for ever', async ({ portal, demo }) => {
    await demo.setFaults('erp.boletos-abertos=lento:10s');
    const financeiro = await portal.openFinanceiro(person);
    await expect(financeiro.root.getByText(UNAVAILABLE).first()).toBeVisible({ timeout: SAYS_SO_WITHIN });
    expect(await financeiro.body().innerText()).not.toMatch(NO_DEBT);
  });
});

test('an ERP that answers an empty list is believed: the page says there is nothing to pay', async ({ portal, demo }) => {
  await demo.setFaults('erp.boletos-abertos=vazio');
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await expect(financeiro.root.getByText(NO_DEBT).first()).toBeVisible();
});

test('rows of somebody else among the right ones never reach the page', async ({ portal, guest, demo }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await expect(financeiro.line()).toBeAttached();
  const lines = async () => new Set([...(await financeiro.source()).matchAll(new RegExp(LINE, 'g'))].map(([line]) => line));
  const theirs = await lines();

  await demo.setFaults('erp.boletos-abertos=linha-de-outro');
  await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await expect(financeiro.line()).toBeAttached();
  expect(await lines()).toEqual(theirs);
  expect(guest.watch.unexpected()).toEqual([]);
});

test('CV down: no session, and a page that asks to come back later', async ({ portal, guest, demo }) => {
  guest.watch.tolerate(/Failed to load resource.* 50[234]/);
  await demo.setFaults('cv.pessoa=500');
  await portal.enter(person);
  const financeiro = await portal.clickFinanceiro();
  await expect(financeiro.heading('O portal não está respondendo')).toBeVisible();
});
