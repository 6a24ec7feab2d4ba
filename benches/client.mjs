// One visitor of the plugin: a launch, then pages, timed to the byte. Loopback only.

import { Agent, request } from 'node:http';

/** What a browser inside the portal's frame sends; the plugin ties a visit to the user agent. */
export const BROWSER = {
  'user-agent': 'Mozilla/5.0 (financeiro bench)',
  accept: 'text/html',
  'accept-language': 'pt-BR',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'iframe',
};

const ANSWERS_WITHIN_MS = 15_000;

/** The nth of 16 million addresses: the plugin trusts the bench as a proxy, so that its limit per address is left as it is. */
export function address(n) {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
}

/**
 * One request. Times are milliseconds since it was sent: `first` is the first byte of the body, `last` its end.
 * Browsers resolve `*.localhost` by themselves and Node may not, hence the address and the Host header.
 */
export function call(url, { method = 'GET', headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const options = { method, agent, host: '127.0.0.1', port: url.port, path: url.pathname + url.search, headers: { host: url.host, ...headers } };
    const outgoing = request(options, (answer) => {
      const chunks = [];
      let first;
      answer.on('data', (chunk) => {
        first ??= performance.now() - begun;
        chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const last = performance.now() - begun;
        const content = Buffer.concat(chunks);
        resolve({ status: answer.statusCode, headers: answer.headers, content, first: first ?? last, last });
      });
    });
    outgoing.setTimeout(ANSWERS_WITHIN_MS, () => outgoing.destroy(new Error(`no answer from ${url.pathname} within ${ANSWERS_WITHIN_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const agentOf = (sockets) => new Agent({ keepAlive: true, maxSockets: sockets });

/** A launch with a fresh token of the simulated portal: where it leads, and the cookie that proves the visit. */
export async function launch(world, person, { from = 0, agent } = {}) {
  const url = await world.launchUrl(person, agent);
  const headers = { ...BROWSER, 'sec-fetch-site': 'cross-site', 'x-forwarded-for': address(from) };
  const answer = await call(url, { headers, agent });
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  if (answer.status !== 303 || !cookie) throw new Error(`the launch of ${person} was answered ${answer.status}`);
  const page = new URL(answer.headers.location, url);
  return { page, headers: { ...BROWSER, cookie, 'x-forwarded-for': address(from) }, took: answer.last };
}

/** A page, which must be whole: a broken one would be fast, and wrong. */
export async function load(visit, { fresh = false, agent } = {}) {
  const url = new URL(visit.page);
  if (fresh) url.searchParams.set('atualizar', '1');
  const answer = await call(url, { headers: visit.headers, agent });
  const html = answer.content.toString();
  if (answer.status !== 200 || !html.includes('</html>')) throw new Error(`a page was answered ${answer.status}, ${html.length} characters`);
  return { ...answer, html };
}
