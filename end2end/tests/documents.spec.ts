// Documents: one click each, in every browser a person may have.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import type { Download } from '@playwright/test';

import type { Visitor } from '../helpers/browser.ts';
import type { Financeiro } from '../helpers/financeiro.ts';
import { PEOPLE, type Portal } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';
import { refusedWith } from '../helpers/watch.ts';

const person = PEOPLE.upToDate;

const BROWSERS: { name: string; visitor: Visitor }[] = [
  { name: 'third-party cookies allowed', visitor: { cookies: 'allowed' } },
  { name: 'third-party cookies blocked', visitor: { cookies: 'third-party-blocked' } },
  { name: 'no script and no cookies', visitor: { cookies: 'blocked', script: false } },
];

/** Clicks a button that asks for a document, and gets the download that follows. */
async function download(portal: Portal, financeiro: Financeiro, button: string | RegExp): Promise<Download> {
  const waiting = portal.page.waitForEvent('download');
  await financeiro.root.getByRole('button', { name: button }).first().click();
  return waiting;
}

/** The words of a PDF, which must be one. */
async function words(file: Download): Promise<string> {
  const path = await file.path();
  expect((await readFile(path)).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
}

for (const { name, visitor } of BROWSERS) {
  test.describe(`with ${name}`, () => {
    test.use({ visitor });

    test('one click on Início brings the next boleto as a PDF', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await expect(financeiro.line()).toBeVisible();
      const file = await download(portal, financeiro, /^PDF/);
      expect(file.suggestedFilename()).toMatch(/^(boleto|pagamento)-\d{4}-\d{2}-\d{2}[a-z0-9-]*\.pdf$/);
      await words(file);
      await expect(financeiro.heading('Segunda via do boleto')).toBeVisible();
      await expect(financeiro.root.getByText('O download começa em instantes')).toBeVisible();
    });

    test('our own page of payment data has the line the screen shows', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      const shown = await financeiro.lineDigits();
      await financeiro.root.getByRole('link', { name: 'Ver boleto' }).click();
      await expect(financeiro.heading('Pagar boleto')).toBeVisible();
      const file = await download(portal, financeiro, /^Dados para pagamento em PDF/);
      expect((await words(file)).replace(/\D/g, '')).toContain(shown);
    });

    test('the page of a document leads back, and coming back downloads nothing', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await financeiro.isInicioOf(person.firstName);
      await financeiro.go('Extrato');
      const file = await download(portal, financeiro, 'Extrato em PDF');
      expect(file.suggestedFilename()).toMatch(/^extrato-\d{4}-\d{2}-\d{2}\.pdf$/);
      expect(await words(file)).toContain('Parcela');
      await financeiro.root.getByRole('link', { name: 'Extrato' }).last().click();
      await expect(financeiro.root.getByRole('table', { name: 'Parcelas por vencimento' })).toBeVisible();
    });

    test('a tab of its own shows the PDF although it has no cookie of the frame', async ({ portal, guest }) => {
      const financeiro = await portal.openFinanceiro(person);
      await expect(financeiro.line()).toBeVisible();
      await download(portal, financeiro, /^PDF/);
      const link = financeiro.root.getByRole('link', { name: 'Abrir em nova aba' });
      const [tab] = await Promise.all([guest.context.waitForEvent('page'), link.click()]);
      await tab.waitForLoadState();
      const opened = guest.watch.requests.filter((request) => new URL(request.url()).pathname.startsWith('/d/')).at(-1);
      const answer = await opened?.response();
      expect(answer?.status()).toBe(200);
      expect(await answer?.headerValue('content-type')).toBe('application/pdf');
      expect(await answer?.headerValue('content-disposition')).toMatch(/^inline/);
    });

    test('on the screen the document is a picture anybody can see', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(person);
      await expect(financeiro.line()).toBeVisible();
      await download(portal, financeiro, /^PDF/);
      await financeiro.root.getByRole('link', { name: 'Ver na tela' }).click();
      const sheet = financeiro.root.getByRole('img', { name: /^Página 1/ });
      await expect(sheet).toBeVisible();
      expect(await sheet.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(600);
    });
  });
}

test('in a frame that may not download, the page says what to do, and the screen works', async ({ portal, guest }) => {
  guest.watch.tolerate(/Download is disallowed/);
  const financeiro = await portal.openVariant(person, 'sandbox=1');
  await expect(financeiro.line()).toBeVisible();
  await financeiro.root.getByRole('button', { name: /^PDF/ }).first().click();
  await expect(financeiro.root.getByText('o portal pode estar impedindo downloads')).toBeVisible();
  await financeiro.root.getByRole('link', { name: 'Ver na tela' }).click();
  await expect(financeiro.root.getByRole('img', { name: /^Página 1/ })).toBeVisible();
});

test('an address that was used says so, and leads back', async ({ portal, guest }) => {
  guest.watch.tolerate(refusedWith('410'));
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.line()).toBeVisible();
  await download(portal, financeiro, /^PDF/);
  const link = financeiro.root.getByRole('link', { name: 'Abrir em nova aba' });
  const address = await link.getAttribute('href');
  const [tab] = await Promise.all([guest.context.waitForEvent('page'), link.click()]);
  await tab.close();
  // The same address again, in the frame.
  await link.evaluate((a) => a.removeAttribute('target'));
  await link.click();
  await expect(financeiro.heading('Este endereço já foi usado')).toBeVisible();
  await financeiro.root.getByRole('link', { name: 'Voltar ao Financeiro' }).click();
  await expect(financeiro.heading('Segunda via do boleto')).toBeVisible();
  expect(address).toMatch(/^\/d\/[\w-]{22}$/);
});

test('a double click brings the document too', async ({ portal }) => {
  const financeiro = await portal.openFinanceiro(person);
  await expect(financeiro.line()).toBeVisible();
  const waiting = portal.page.waitForEvent('download');
  await financeiro.root.getByRole('button', { name: /^PDF/ }).first().dblclick();
  await words(await waiting);
});
