// Two people at one computer, or two computers: neither ever sees anything of the other.

import { LINE, type Financeiro } from '../helpers/financeiro.ts';
import { PEOPLE, type Person } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';
import { refusedWith } from '../helpers/watch.ts';

async function takes(financeiro: Financeiro, person: Person): Promise<string> {
  await financeiro.isInicioOf(person.firstName);
  await expect(financeiro.line()).toBeVisible();
  return financeiro.lineDigits();
}

async function isBoletosOf(financeiro: Financeiro, line: string, somebodyElse: { line: string; person: Person }): Promise<void> {
  await financeiro.isBoletos();
  await expect(financeiro.line()).toBeAttached();
  expect(await financeiro.lines()).toContain(line);
  expect(await financeiro.lines()).not.toContain(somebodyElse.line);
  expect(await financeiro.source()).not.toContain(somebodyElse.person.firstName);
}

for (const cookies of ['allowed', 'third-party-blocked', 'blocked'] as const) {
  test.describe(`two tabs of one browser with cookies ${cookies}`, () => {
    test.use({ visitor: { cookies } });

    test('the second person gets in, and neither tab ever shows the other', async ({ guest }) => {
      const [first, second] = [await guest.portal(), await guest.portal()];
      const one = await first.openFinanceiro(PEOPLE.upToDate);
      const lineOfOne = await takes(one, PEOPLE.upToDate);
      const two = await second.openFinanceiro(PEOPLE.other);
      const lineOfTwo = await takes(two, PEOPLE.other);
      expect(lineOfOne).not.toBe(lineOfTwo);

      // The first tab again, after the second person has come in.
      await first.page.bringToFront();
      if (cookies === 'blocked') {
        // Two handles, nothing shared: each tab goes on.
        await one.go('Boletos');
        await isBoletosOf(one, lineOfOne, { line: lineOfTwo, person: PEOPLE.other });
      } else {
        // One cookie: the newcomer has it, so the older tab ends.
        guest.watch.tolerate(refusedWith('401'));
        await one.go('Boletos');
        await expect(one.heading('Outra pessoa entrou neste navegador')).toBeVisible();
        expect(await one.text()).not.toMatch(LINE);
        expect(await one.source()).not.toContain(PEOPLE.other.firstName);
      }

      await second.page.bringToFront();
      await two.go('Boletos');
      await isBoletosOf(two, lineOfTwo, { line: lineOfOne, person: PEOPLE.upToDate });
    });
  });
}

test('two browsers at the same time see one person each', async ({ newGuest }) => {
  const [one, two] = await Promise.all(
    [PEOPLE.upToDate, PEOPLE.other].map(async (person) => {
      const guest = await newGuest();
      const financeiro = await (await guest.portal()).openFinanceiro(person);
      return { financeiro, line: await takes(financeiro, person) };
    }),
  );
  if (!one || !two) throw new Error('two people were asked for');
  expect(await one.financeiro.lines()).not.toContain(two.line);
  expect(await two.financeiro.lines()).not.toContain(one.line);
});
