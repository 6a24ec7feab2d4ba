// What the first visit costs on the wire.

import { brotliCompressSync } from 'node:zlib';

import { PEOPLE } from '../helpers/portal.ts';
import { expect, test } from '../helpers/test.ts';

const BUDGET = 100_000;

test('the first load is at most 100 KB on the wire @weight', async ({ portal, guest, demo }) => {
  const financeiro = await portal.openFinanceiro(PEOPLE.upToDate);
  await expect(financeiro.line()).toBeVisible();
  await portal.page.waitForLoadState('networkidle');

  const transfers = await guest.watch.transfers(demo.plugin.host);
  const total = transfers.reduce((sum, { bytes }) => sum + bytes, 0);
  const html = await financeiro.source();
  const rows = transfers.map(({ url, type, bytes }) => `${String(bytes).padStart(8)}  ${type.padEnd(10)}  ${shortened(url)}`);
  console.log(
    [
      'first load, bytes on the wire with headers:',
      ...rows,
      `${String(total).padStart(8)}  total (budget ${BUDGET})`,
      `${String(brotliCompressSync(html).length).padStart(8)}  the page itself, if a proxy compressed it`,
    ].join('\n'),
  );

  // A page without its style or islands would be light, and wrong.
  const extensions = transfers.map(({ url }) => new URL(url).pathname.split('.').at(-1));
  expect(extensions).toEqual(expect.arrayContaining(['css', 'js', 'wasm']));
  expect(total).toBeLessThanOrEqual(BUDGET);
});

/** Without the query and the session's handle. */
function shortened(address: string): string {
  return new URL(address).pathname.replace(/^\/s\/[^/]+/, '/s/…');
}
