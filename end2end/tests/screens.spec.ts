// Pictures for a person to look at, in end2end/telas: the framed page in the first screen, and the whole page.

import path from 'node:path';

import { DESKTOP, PHONE } from '../helpers/browser.ts';
import { PEOPLE, type Portal } from '../helpers/portal.ts';
import { ROOT } from '../helpers/server.ts';
import { expect, test } from '../helpers/test.ts';

const FOLDER = path.join(ROOT, 'end2end', 'telas');

async function picture(portal: Portal, name: string): Promise<void> {
  await portal.page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: 'disabled' });
  // The whole page: the frame as tall as what it holds.
  const height = await portal.financeiro().root.locator('html').evaluate((html) => html.scrollHeight);
  const before = await portal.iframe.evaluate((frame, px) => {
    const style = frame.getAttribute('style');
    frame.setAttribute('style', `${style ?? ''};height:${px}px`);
    return style;
  }, height);
  await portal.iframe.screenshot({ path: path.join(FOLDER, `${name}-inteira.png`), animations: 'disabled' });
  await portal.iframe.evaluate((frame, style) => (style === null ? frame.removeAttribute('style') : frame.setAttribute('style', style)), before);
}

for (const viewport of [PHONE, DESKTOP]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const suffix = `${viewport.width}x${viewport.height}-${colorScheme}`;

    test.describe(suffix, () => {
      test.use({ visitor: { viewport, colorScheme } });

      test(`pictures of Início, Boletos and Extrato at ${suffix}`, async ({ portal }) => {
        const financeiro = await portal.openFinanceiro(PEOPLE.upToDate);
        await expect(financeiro.line()).toBeVisible();
        await picture(portal, `inicio-${suffix}`);
        await financeiro.go('Boletos');
        await financeiro.isBoletos();
        await expect(financeiro.line()).toBeAttached();
        await picture(portal, `boletos-${suffix}`);
        await financeiro.go('Extrato');
        await expect(financeiro.root.getByRole('table').first()).toBeVisible();
        await picture(portal, `extrato-${suffix}`);
      });
    });
  }
}
