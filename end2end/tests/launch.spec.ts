// Who gets in, and above all who does not.

import type { BrowserContext, Response } from '@playwright/test';

import { AMOUNT, CLOSED, LINE, PIX, Financeiro } from '../helpers/financeiro.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';
import { refusedWith } from '../helpers/watch.ts';

const person = PEOPLE.upToDate;

/** Opens an address in a tab of its own, as somebody would who got it by e-mail. */
async function open(context: BrowserContext, url: URL | string) {
  const page = await context.newPage();
  const response = (await page.goto(url.toString())) as Response;
  return { page, response, financeiro: new Financeiro(page) };
}

/** Nothing that belongs to the person: neither what is seen nor what the source holds. */
async function expectNothingOfTheirs(financeiro: Financeiro): Promise<void> {
  expect(await financeiro.source()).not.toContain(person.firstName);
  const text = await financeiro.text();
  for (const pattern of [LINE, PIX, AMOUNT]) expect(text).not.toMatch(pattern);
}

test('the landing address is clean: no token in it, nor in any later address', async ({ portal, guest, demo }) => {
  const launch = await portal.unusedLaunch(person);
  const token = launch.searchParams.values().next().value as string;
  expect(token.length).toBeGreaterThanOrEqual(16);

  const { response, financeiro } = await open(guest.context, launch);
  expect(response.status()).toBe(200);
  expect((await response.request().redirectedFrom()?.response())?.status()).toBe(303);
  await financeiro.isInicioOf(person.firstName);
  await financeiro.go('Boletos');
  await financeiro.isBoletos();

  const later = guest.watch.requests.filter((request) => request.url() !== launch.href && request.url().startsWith(demo.plugin.origin));
  expect(later.length).toBeGreaterThan(1);
  for (const request of later) {
    expect(request.url()).not.toContain(token);
    expect((await request.allHeaders())['referer'] ?? '').not.toContain(token);
  }
  expect(await financeiro.source()).not.toContain(token);
});

const REFUSED: { what: string; query: string; status: number; heading: string }[] = [
  { what: 'no token', query: '', status: 400, heading: 'Abra o Financeiro pelo portal' },
  { what: 'a token of 15 characters', query: `?token=${'a'.repeat(15)}`, status: 400, heading: 'Não conseguimos ler este acesso' },
  { what: 'a token of 5000 characters', query: `?token=${'a'.repeat(5000)}`, status: 400, heading: 'Não conseguimos ler este acesso' },
  { what: 'control characters', query: `?token=${'a'.repeat(16)}%00%0d%0a`, status: 400, heading: 'Não conseguimos ler este acesso' },
  {
    what: 'two different tokens',
    query: `?token=${'a'.repeat(32)}&jwt=${'b'.repeat(32)}`,
    status: 400,
    heading: 'Não conseguimos ler este acesso',
  },
];

for (const { what, query, status, heading } of REFUSED) {
  test(`${what}: ${status} and a page that says what to do`, async ({ portal, guest }) => {
    guest.watch.tolerate(refusedWith(String(status)));
    const launch = await portal.unusedLaunch(person);
    const { response, financeiro, page } = await open(guest.context, `${launch.origin}${launch.pathname}${query}`);
    expect(response.status()).toBe(status);
    await expect(financeiro.heading(heading)).toBeVisible();
    await expect(page.getByRole('main')).toContainText(/portal/i);
    await expect(page.getByRole('link', { name: /\(\d\d\) \d{4,5}-\d{4}|@/ }).first()).toBeVisible();
    await expectNothingOfTheirs(financeiro);
  });
}

for (const { variant, heading } of [
  { variant: 'token=expirado', heading: 'O tempo deste acesso terminou' },
  { variant: 'token=invalido', heading: /não reconheceu este acesso|não conseguimos confirmar este acesso/i },
  { variant: 'token=reusado', heading: 'Este acesso já foi usado' },
]) {
  test(`in the frame, ${variant} ends at a page that says what to do, and the menu opens a new access`, async ({ portal, guest }) => {
    guest.watch.tolerate(refusedWith('401'));
    const financeiro = await portal.openVariant(person, variant);
    await expect(financeiro.heading(heading)).toBeVisible();
    await expect(financeiro.root.getByRole('main')).toContainText('toque em Financeiro no menu');
    await expectNothingOfTheirs(financeiro);
    await portal.clickFinanceiro();
    await financeiro.isInicioOf(person.firstName);
  });
}

test('an address of an incorporadora that is not here is a plain 404', async ({ guest, demo }) => {
  guest.watch.tolerate(refusedWith('404'));
  const { response } = await open(guest.context, `${demo.plugin.origin}/p/ninguem/cliente?token=${'a'.repeat(40)}`);
  expect(response.status()).toBe(404);
});

test('a token used in one browser is refused in another, which sees nothing', async ({ portal, newGuest }) => {
  const launch = await portal.unusedLaunch(person);
  const first = await newGuest();
  const used = await open(first.context, launch);
  await used.financeiro.isInicioOf(person.firstName);

  const second = await newGuest();
  second.watch.tolerate(refusedWith('401'));
  const replayed = await open(second.context, launch);
  expect(replayed.response.status()).toBe(401);
  await expect(replayed.financeiro.heading('Este acesso já foi usado')).toBeVisible();
  await expectNothingOfTheirs(replayed.financeiro);
});

for (const cookies of ['third-party-blocked', 'blocked'] as const) {
  test.describe(`with a session of a browser whose cookies are ${cookies}`, () => {
    test.use({ visitor: { cookies } });

    for (const [page, go] of [
      ['Início', false],
      ['Boletos', true],
    ] as const) {
      test(`the address of ${page} shows nothing in another browser`, async ({ portal, newGuest }) => {
        const financeiro = await portal.openFinanceiro(person);
        await financeiro.isInicioOf(person.firstName);
        if (go) {
          await financeiro.go('Boletos');
          await financeiro.isBoletos();
        }
        const stolen = await portal.frameUrl();

        const thief = await newGuest();
        thief.watch.tolerate(refusedWith('40[0-9]'));
        const opened = await open(thief.context, stolen);
        expect(opened.response.status()).toBeGreaterThanOrEqual(400);
        await expectNothingOfTheirs(opened.financeiro);
      });
    }

    test('the address pasted in another tab of the same browser shows nothing', async ({ portal, guest }) => {
      guest.watch.tolerate(refusedWith('40[0-9]'));
      const financeiro = await portal.openFinanceiro(person);
      await financeiro.isInicioOf(person.firstName);
      const opened = await open(guest.context, await portal.frameUrl());
      await expect(opened.financeiro.heading(CLOSED)).toBeVisible();
      await expectNothingOfTheirs(opened.financeiro);
      // The tab it was taken from goes on.
      await financeiro.go('Boletos');
      await financeiro.isBoletos();
    });
  });
}

test.describe('at the most talkative log level', () => {
  test.use({ ownDemo: true, environment: { RUST_LOG: 'trace' } });

  test('the log holds no token, name, line or Pix code', async ({ portal, guest, demo }) => {
    const launch = await portal.unusedLaunch(person);
    const token = launch.searchParams.values().next().value as string;
    const { financeiro } = await open(guest.context, launch);
    await financeiro.isInicioOf(person.firstName);
    const line = await financeiro.lineDigits();
    const pix = await financeiro.pixCode();
    const log = demo.log();
    expect(log).toContain('TRACE');
    for (const secret of [token, person.name, line, pix]) expect(log.includes(secret), 'the log holds a secret').toBe(false);
  });
});
