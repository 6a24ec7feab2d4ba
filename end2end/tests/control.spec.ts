// Proof that the other journeys test what they say: this browser really blocks these cookies, and the two hosts really are
// two sites. Needs no plugin.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';

import { expect, test } from '@playwright/test';

import { visit, type Visitor } from '../helpers/browser.ts';
import { Watch } from '../helpers/watch.ts';

const PADDING = 'x'.repeat(20_000);

/** `/` sets the portal's own cookie and frames `/set` of the other host; `/set` sets two cookies and redirects to `/get`, which says what came back. */
function control(): Promise<Server> {
  const server = createServer((request, response) => {
    const port = request.headers.host?.split(':')[1];
    response.setHeader('content-type', 'text/html; charset=utf-8');
    switch (new URL(request.url ?? '/', 'http://any').pathname) {
      case '/':
        response.setHeader('set-cookie', 'portal=1; SameSite=Lax');
        return response.writeHead(303, { location: '/logged-in' }).end();
      case '/logged-in':
        return response.end(`<p id="portal">${request.headers.cookie}</p><iframe title="other site" src="http://plugin.localhost:${port}/set"></iframe>`);
      case '/set':
        response.setHeader('set-cookie', [
          'plain=1; Secure; HttpOnly; Path=/; SameSite=None',
          '__Host-partitioned=1; Secure; HttpOnly; Path=/; SameSite=None; Partitioned',
        ]);
        return response.writeHead(303, { location: '/get' }).end();
      case '/get': {
        const { cookie = 'none', 'sec-fetch-site': site } = request.headers;
        return response.end(
          `<p id="cookies">${cookie}</p><p id="site">${site}</p><p id="script">off</p><link rel="stylesheet" href="/style.css">` +
            `<script>document.getElementById('script').textContent = 'on'</script><!--${PADDING}-->`,
        );
      }
      case '/style.css':
        if (!request.headers['accept-encoding']?.includes('br')) return response.writeHead(406).end();
        response.setHeader('content-type', 'text/css');
        response.setHeader('content-encoding', 'br');
        return response.end(brotliCompressSync(`/*${PADDING}*/`));
      default:
        return response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

let server: Server;
test.beforeAll(async () => {
  server = await control();
});
test.afterAll(() => {
  server.close();
});

const port = () => (server.address() as AddressInfo).port;

const CASES: { name: string; visitor: Visitor; cookies: string; script: string }[] = [
  { name: 'cookies allowed', visitor: { cookies: 'allowed' }, cookies: 'plain=1; __Host-partitioned=1', script: 'on' },
  {
    name: 'third-party cookies blocked',
    visitor: { cookies: 'third-party-blocked' },
    cookies: '__Host-partitioned=1',
    script: 'on',
  },
  { name: 'all cookies blocked', visitor: { cookies: 'blocked' }, cookies: 'none', script: 'on' },
  { name: 'no script', visitor: { script: false }, cookies: '__Host-partitioned=1', script: 'off' },
  { name: 'no script and no cookies', visitor: { script: false, cookies: 'blocked' }, cookies: 'none', script: 'off' },
];

for (const { name, visitor, cookies, script } of CASES) {
  test(`a frame on another site with ${name} keeps exactly the expected cookies`, async () => {
    const { context, close } = await visit(visitor);
    const page = await context.newPage();
    await page.goto(`http://portal.localhost:${port()}/`);
    await expect(page.locator('#portal')).toHaveText('portal=1');
    const frame = page.locator('iframe').contentFrame();
    await expect(frame.locator('#cookies')).toHaveText(cookies);
    await expect(frame.locator('#site')).toHaveText('cross-site');
    await expect(frame.locator('#script')).toHaveText(script);
    await close();
  });
}

test('bytes on the wire of a frame on another site are counted, compressed ones as they travel', async () => {
  const { context, close } = await visit({});
  const watch = new Watch(context);
  const page = await context.newPage();
  await page.goto(`http://portal.localhost:${port()}/`);
  await expect(page.locator('iframe').contentFrame().locator('#script')).toHaveText('on');
  const transfers = await watch.transfers(`plugin.localhost:${port()}`);
  const total = transfers.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(transfers.map(({ url }) => new URL(url).pathname)).toEqual(['/set', '/get', '/style.css']);
  expect(total).toBeGreaterThan(PADDING.length);
  expect(total).toBeLessThan(PADDING.length + 2_000);
  await close();
});

test('a console error, a refused script and a foreign request are noticed', async () => {
  const { context, close } = await visit({});
  const watch = new Watch(context);
  const page = await context.newPage();
  await page.route('**/csp', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "script-src 'nonce-a'" },
      body: '<script>1</script><script nonce="a">console.error("said")</script><img src="http://elsewhere.localhost:1/x">',
    }),
  );
  await page.goto(`http://portal.localhost:${port()}/csp`);
  const complaints = watch.unexpected().join('\n');
  expect(complaints).toContain('Content Security Policy');
  expect(complaints).toContain('said');
  expect(watch.foreign([`portal.localhost:${port()}`])).toEqual(['http://elsewhere.localhost:1/x']);
  await close();
});
