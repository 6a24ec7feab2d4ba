// Two people at one computer, or two computers: neither ever sees anything of the other.

import { LINE, type Financeiro } from '../helpers/financeiro.ts';
import { PEOPLE, type Person } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';

async function takes(financeiro: Financeiro, person: Person): Promise<string> {
  await financeiro.isInicioOf(person.firstName);
  await expect(financeiro.line()).toBeVisible();
  return financeiro.lineDigits();
}

/** Every line in the page's source, as digits. */
async function linesIn(financeiro: Financeiro): Promise<string[]> {
  const source = await financeiro.source();
  return [...source.matchAll(new RegExp(LINE, 'g'))].map(([line]) => line.replace(/\D/g, ''));
}

for (const cookies of ['allowed', 'third-party-blocked', 'blocked'] as const) {
  test.describe(`two tabs of one browser with cookies ${cookies}`, () => {
    test.use({ visitor: { cookies } });

    test('each keeps its own person from page to page', async ({ guest }) => {
      const [first, second] = [await guest.portal(), await guest.portal()];
      const one = await first.openFinanceiro(PEOPLE.upToDate);
      const lineOfOne = await takes(one, PEOPLE.upToDate);
      const two = await second.openFinanceiro(PEOPLE.other);
      const lineOfTwo = await takes(two, PEOPLE.other);
      expect(lineOfOne).not.toBe(lineOfTwo);

      // The first tab again, after the second person has come in.
      await first.page.bringToFront();
      await one.go('Boletos');
      await one.isBoletos();
      await expect(one.line()).toBeAttached();
      expect(await linesIn(one)).toContain(lineOfOne);
      expect(await linesIn(one)).not.toContain(lineOfTwo);
      expect(await one.source()).not.toContain(PEOPLE.other.firstName);

      await second.page.bringToFront();
      await two.go('Boletos');
      await two.isBoletos();
      await expect(two.line()).toBeAttached();
      expect(await linesIn(two)).toContain(lineOfTwo);
      expect(await linesIn(two)).not.toContain(lineOfOne);
      expect(await two.source()).not.toContain(PEOPLE.upToDate.firstName);

      await first.page.bringToFront();
      await one.go('Início');
      await one.isInicioOf(PEOPLE.upToDate.firstName);
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
  expect(await linesIn(one.financeiro)).not.toContain(two.line);
  expect(await linesIn(two.financeiro)).not.toContain(one.line);
});
