// The extrato of 1000 rows from the short memory, with a real session, beside axum serving the same bytes from memory.

import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { address, call, launch as enter, load } from '../client.mjs';
import { get, keepBusy } from '../load.mjs';
import { row } from '../report.mjs';
import { built, machine, Program, World } from '../world.mjs';

const ROWS = 1000;
const PERSON = 'zulmira';
const SECONDS = 8;
const WARM_UP_SECONDS = 2;
const CONNECTIONS = [25, 50, 100];
const P99_MS = 80;
const P99_CONNECTIONS = 50;
const MEGABYTES = 120;
const SHARE = 30;

/** The simulated ERP, whose longest extrato is repeated up to `ROWS` rows: other keys, everything else as it is. */
async function longer(erp) {
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    const answer = await call(new URL(request.url, erp), { headers: { authorization } });
    let { content } = answer;
    if (request.url.startsWith('/extratos-financeiros') && answer.status === 200) {
      const rows = JSON.parse(content.toString());
      if (!Array.isArray(rows) || rows.length === 0) throw new Error('the simulated extrato is no list');
      content = JSON.stringify(Array.from({ length: ROWS }, (_, n) => repeated(rows[n % rows.length], Math.floor(n / rows.length))));
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: new URL(`http://127.0.0.1:${server.address().port}`) };
}

function repeated(row, round) {
  return round === 0 ? row : Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name.startsWith('id_nota') ? `${value}-${round}` : value]));
}

export async function extrato() {
  let front;
  const world = await World.start({
    front: async (erp) => {
      front = await longer(erp);
      return front.url;
    },
  });
  let reference;
  try {
    const visit = await enter(world, PERSON);
    visit.page = new URL('extrato', visit.page);
    const page = await load(visit, { fresh: true });
    const shown = page.html.match(/<th scope="row"/g)?.length ?? 0;
    // The yearly table has row headers too.
    if (shown < ROWS) throw new Error(`the page has ${shown} rows, not ${ROWS}`);
    const rows = [row('extrato of 1000 rows: HTML before any compression', page.content.length / 1e3, 'kB')];
    let sent = 0;
    const port = world.plugin.port;
    const request = () => get(visit.page, { ...visit.headers, 'x-forwarded-for': address(sent++) });
    let measured = 0;
    for (const connections of CONNECTIONS) {
      await keepBusy({ port, connections, seconds: WARM_UP_SECONDS, request });
      await load(visit, { fresh: true });
      const [everybody, server, own] = [await machine(), await world.server.processor(), process.cpuUsage()];
      const { tally, took } = await keepBusy({ port, connections, seconds: SECONDS, request });
      const used = (await world.server.processor()) - server;
      const { user, system } = process.cpuUsage(own);
      const others = Math.max(0, (await machine()) - everybody - used - (user + system) / 1e6);
      const megabytes = (tally.ends.whole * page.content.length) / 1e6 / took;
      if (connections === P99_CONNECTIONS) measured = megabytes;
      const title = `extrato of 1000 rows, warm, ${connections} connections`;
      rows.push(
        row(`${title}: requests per second`, tally.ends.whole / took, '', { digits: 0 }),
        row(`${title}: HTML`, megabytes, 'MB/s', { least: MEGABYTES }),
        row(`${title}: processors used by the plugin; by the generator; by anything else`, used / took, `; ${((user + system) / 1e6 / took).toFixed(2)}; ${(others / took).toFixed(2)}`, { digits: 2 }),
        row(`${title}: p50`, tally.percentile(50), 'ms'),
        row(`${title}: p99`, tally.percentile(99), 'ms', connections === P99_CONNECTIONS ? { most: P99_MS } : {}),
        row(`${title}: errors`, tally.failed, '', { most: 0 }),
      );
    }
    const file = path.join(world.folder, 'extrato.html');
    await writeFile(file, page.content);
    reference = new Program([file], { file: built('examples/memoria') });
    const plain = Number(await reference.until(() => /^port: (\d+)$/m.exec(reference.output)?.[1]));
    const same = () => get(new URL(`http://127.0.0.1:${plain}/`), visit.headers);
    await keepBusy({ port: plain, connections: P99_CONNECTIONS, seconds: WARM_UP_SECONDS, request: same });
    const { tally, took } = await keepBusy({ port: plain, connections: P99_CONNECTIONS, seconds: SECONDS, request: same });
    const best = (tally.ends.whole * page.content.length) / 1e6 / took;
    rows.push(
      row('axum, the same bytes from memory, 50 connections', best, 'MB/s'),
      row('the extrato in relation to that, 50 connections', (100 * measured) / best, '%', { least: SHARE }),
    );
    return rows;
  } finally {
    await reference?.stop();
    await world.stop();
    front?.server.close();
    front?.server.closeAllConnections();
  }
}
