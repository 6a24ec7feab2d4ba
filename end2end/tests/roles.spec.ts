// Everyone who is not a buyer with boletos: síndicos, staff, associados; and what a buyer reads of them under Privacidade.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { DESKTOP, PHONE } from '../helpers/browser.ts';
import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(result.passes.length, 'axe looked at nothing').toBeGreaterThan(5);
  return result.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const visitor of [{ viewport: PHONE }, { viewport: DESKTOP, colorScheme: 'dark' as const }, { viewport: PHONE, script: false }]) {
  test.describe(JSON.stringify(visitor), () => {
    test.use({ visitor });

    test('a síndica chooses a condominium and reads its board of units', async ({ portal }) => {
      const financeiro = await portal.openAs('valdete');
      await expect(financeiro.heading('Olá, Valdete')).toBeVisible();
      await financeiro.root.getByRole('button', { name: 'Ver Residencial Aurora' }).click();
      await expect(financeiro.heading('Residencial Aurora')).toBeVisible();
      await expect(financeiro.line()).toBeVisible();
      await financeiro.follow('Unidades');
      await expect(financeiro.heading('Unidades')).toBeVisible();
      await expect(financeiro.root.getByRole('row', { name: /em dia/ })).toBeVisible();
      await expect(financeiro.body()).not.toContainText('Torre A');
      await financeiro.root.getByRole('link', { name: 'Trocar' }).click();
      await expect(financeiro.root.getByText('Escolha o condomínio')).toBeVisible();
    });

    test('staff look at a client with a reason, and the client reads of it', async ({ newGuest }) => {
      const staff = await (await newGuest()).portal();
      const gestor = await staff.openAs('noelia');
      await expect(gestor.heading(/Noélia/)).toBeVisible();
      await gestor.root.getByLabel('O que procurar').fill('390.533.447-05');
      await gestor.root.getByRole('button', { name: 'Procurar' }).click();
      await gestor.root.getByLabel('Motivo (obrigatório)').fill('Ligou sobre o boleto deste mês');
      await gestor.root.getByRole('button', { name: /^Abrir prévia/ }).click();
      const banner = gestor.root.getByRole('region', { name: 'Prévia' });
      await expect(banner).toContainText('Doralice');
      await expect(gestor.line()).toBeVisible();
      await banner.getByRole('button', { name: 'Encerrar' }).click();
      await expect(gestor.heading(/Noélia/)).toBeVisible();

      const client = await (await newGuest()).portal();
      const dela = await client.openFinanceiro(PEOPLE.upToDate);
      await dela.root.getByRole('link', { name: 'Privacidade' }).click();
      await expect(dela.root.getByText('A equipe da incorporadora abriu as suas páginas').first()).toBeVisible();
      await expect(dela.root.getByText(/Ligou sobre o boleto deste mês/).first()).toBeVisible();
    });

    test('an associada sees the data of the titular, and comes back', async ({ portal }) => {
      const financeiro = await portal.openFinanceiro(PEOPLE.associate);
      await financeiro.root.getByRole('button', { name: /^Ver os dados/ }).click();
      await expect(financeiro.line()).toBeVisible();
      await financeiro.root.getByRole('button', { name: 'Voltar aos meus' }).click();
      await expect(financeiro.root.getByRole('heading', { name: 'O contrato está no nome de outra pessoa' })).toBeVisible();
    });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ visitor: { viewport: PHONE, colorScheme } });

    test('axe finds nothing on the pages of síndicos, staff and on Privacidade', async ({ portal }) => {
      const sindica = await portal.openAs('valdete');
      await expect(sindica.heading('Olá, Valdete')).toBeVisible();
      expect(await violations(portal.page), 'Condomínios').toEqual([]);
      await sindica.root.getByRole('button', { name: 'Ver Residencial Aurora' }).click();
      await sindica.follow('Unidades');
      await expect(sindica.root.getByRole('row', { name: /em dia/ })).toBeVisible();
      expect(await violations(portal.page), 'Unidades').toEqual([]);
      const gestor = await portal.openAs('noelia');
      await expect(gestor.heading(/Noélia/)).toBeVisible();
      expect(await violations(portal.page), 'Gestor').toEqual([]);
      await gestor.follow('Saúde');
      await expect(gestor.heading(/Saúde/)).toBeVisible();
      expect(await violations(portal.page), 'Saúde').toEqual([]);
      const cliente = await portal.openFinanceiro(PEOPLE.upToDate);
      await cliente.root.getByRole('link', { name: 'Privacidade' }).click();
      await expect(cliente.root.getByRole('heading', { name: 'Acessos abertos agora' })).toBeVisible();
      expect(await violations(portal.page), 'Privacidade').toEqual([]);
    });
  });
}
