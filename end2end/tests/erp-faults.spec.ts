// The ERP is down, slow or lying: the page says so in the right section, and never that there is no debt.

import { AMOUNT, LINE, NO_DEBT } from '../helpers/financeiro.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';

// Faults open circuit breakers, which would reach into the next test.
test.use({ ownDemo: true });

const person = PEOPLE.upToDate;
const PAGES = ['Início', 'Boletos'] as const;

/** The budget of the page's slowest section, and a little for the browser. */
const SAYS_SO_WITHIN = 6_500;

for (const fault of ['fora', 'lento:60s', 'html', 'truncado', 'reset', '500', '503:3s', 'erro200']) {
  test(`boletos answering "${fault}": both pages say so, claim nothing, and recover when asked again`, async ({ portal, demo }) => {
    await demo.setFaults(`erp.boletos-abertos=${fault}`);
    const financeiro = await portal.openFinanceiro(person);
    for (const page of PAGES) {
      if (page === 'Boletos') await financeiro.go(page);
      await expect(financeiro.unavailable()).toBeVisible({ timeout: SAYS_SO_WITHIN });
      // The rest of the page stands.
      await expect(page === 'Início' ? financeiro.heading(`Olá, ${person.firstName}`) : financeiro.heading('Boletos')).toBeVisible();
      const text = await financeiro.body().innerText();
      expect(text).not.toMatch(NO_DEBT);
      expect(text).not.toMatch(LINE);
    }
    // A late answer is still under way, and asking again joins the same call.
    if (fault.startsWith('lento')) return;
    await demo.setFaults('');
    // An ERP that says when to come back is not asked before.
    await expect(async () => {
      if (await financeiro.retry().isVisible()) await financeiro.retry().click();
      await financeiro.isBoletos();
      await expect(financeiro.line()).toBeAttached({ timeout: 1_000 });
    }).toPass();
  });
}

test('the whole ERP down: the person is greeted and told, and nothing is claimed', async ({ portal, demo }) => {
  await demo.setFaults('erp=fora');
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.unavailable()).toBeVisible({ timeout: SAYS_SO_WITHIN });
  await financeiro.isInicioOf(person.firstName);
  const text = await financeiro.body().innerText();
  expect(text).not.toMatch(NO_DEBT);
  expect(text).not.toMatch(AMOUNT);
});

// Slow by less than two pages take: the answer may be there for the second page, so only the first is looked at.
for (const script of [true, false]) {
  test.describe(`script ${script ? 'on' : 'off'}`, () => {
    test.use({ visitor: { script } });

    test('an ERP that takes 10 s does not leave the page waiting', async ({ portal, demo }) => {
      await demo.setFaults('erp.boletos-abertos=lento:10s');
      const financeiro = await portal.openFinanceiro(person);
      await expect(financeiro.unavailable()).toBeVisible({ timeout: SAYS_SO_WITHIN });
      expect(await financeiro.body().innerText()).not.toMatch(NO_DEBT);
    });
  });
}

test('no debt is claimed when the ERP says so', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(PEOPLE.paidUp);
  await expect(financeiro.root.getByRole('heading', { level: 2, name: NO_DEBT })).toBeVisible();
});

test('an empty list of boletos is no proof while parcelas are open', async ({ portal, demo }) => {
  await demo.setFaults('erp.boletos-abertos=vazio');
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.root.getByRole('heading', { level: 2, name: 'Nenhum boleto disponível agora' })).toBeVisible();
  expect(await financeiro.body().innerText()).not.toMatch(NO_DEBT);
});

test('rows of somebody else among the right ones never reach the page', async ({ portal, demo }) => {
  const financeiro = await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await expect(financeiro.line()).toBeAttached();
  const theirs = await financeiro.lines();

  await demo.setFaults('erp.boletos-abertos=linha-de-outro');
  await portal.openFinanceiro(person);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await expect(financeiro.line()).toBeAttached();
  expect(await financeiro.lines()).toEqual(theirs);
});

test('CV down: no session, and a page that asks to come back later', async ({ portal, guest, demo }) => {
  guest.watch.tolerate(/Failed to load resource.* 50[234]/);
  await demo.setFaults('cv.pessoa=500');
  await portal.enter(person);
  const financeiro = await portal.clickFinanceiro();
  await expect(financeiro.heading('O portal não está respondendo')).toBeVisible();
});
