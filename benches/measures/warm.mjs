// Início from the short memory, with a real session: what one machine renders.

import { address, launch as enter, load } from '../client.mjs';
import { get, keepBusy } from '../load.mjs';
import { row } from '../report.mjs';
import { machine, World } from '../world.mjs';

const SECONDS = 8;
const WARM_UP_SECONDS = 2;
const P99_MS = 80;
const P99_CONNECTIONS = 50;
/** `gzip` is what browsers and most proxies ask for; without it the figures compare with those of the budget. */
const RUNS = [
  { connections: 25, encoding: undefined },
  { connections: 50, encoding: undefined },
  { connections: 50, encoding: 'gzip' },
];

export async function warm() {
  const world = await World.start();
  try {
    const visit = await enter(world, 'doralice');
    const rows = [];
    let sent = 0;
    const port = world.plugin.port;
    await load(visit);
    for (const { connections, encoding } of RUNS) {
      const headers = { ...visit.headers, ...(encoding && { 'accept-encoding': encoding }) };
      // An address of its own for each request: the limit per address is not what is measured.
      const request = () => get(visit.page, { ...headers, 'x-forwarded-for': address(sent++) });
      await keepBusy({ port, connections, seconds: WARM_UP_SECONDS, request });
      // Remembered for 45 s: asked anew here, so that it lasts for the whole run.
      const page = await load(visit, { fresh: true });
      const [everybody, server, own] = [await machine(), await world.server.processor(), process.cpuUsage()];
      const { tally, took } = await keepBusy({ port, connections, seconds: SECONDS, request });
      const used = (await world.server.processor()) - server;
      const { user, system } = process.cpuUsage(own);
      const generator = (user + system) / 1e6;
      const others = Math.max(0, (await machine()) - everybody - used - generator);
      const pages = tally.ends.whole;
      const megabytes = (pages * page.content.length) / 1e6;
      const title = `Início, warm, ${connections} connections${encoding ? `, ${encoding}` : ''}`;
      rows.push(
        row(`${title}: requests per second`, pages / took, '', { digits: 0 }),
        row(`${title}: HTML of ${(page.content.length / 1e3).toFixed(1)} kB before any compression`, megabytes / took, 'MB/s'),
        row(`${title}: HTML per processor second of the plugin`, megabytes / used, 'MB'),
        row(`${title}: processors used by the plugin`, used / took, '', { digits: 2 }),
        row(`${title}: processors used by the generator`, generator / took, '', { digits: 2 }),
        row(`${title}: processors used by anything else`, others / took, '', { digits: 2 }),
        row(`${title}: p50`, tally.percentile(50), 'ms'),
        row(`${title}: p99`, tally.percentile(99), 'ms', connections === P99_CONNECTIONS ? { most: P99_MS } : {}),
        row(`${title}: errors`, tally.failed, '', { most: 0 }),
      );
    }
    rows.push(row('RSS of the plugin after these runs', (await world.server.memory()).now, 'MB'));
    return rows;
  } finally {
    await world.stop();
  }
}
