// Many people of one household, or one impatient one: the same page 500 times at once, and nothing remembered yet.

import { address, launch as enter } from '../client.mjs';
import { Connection, get, Tally } from '../load.mjs';
import { row } from '../report.mjs';
import { World } from '../world.mjs';

const LOADS = 500;
/** Long enough that every page asks while the first answer is still on its way. */
const DELAY_MS = 1_000;

export async function cold() {
  const world = await World.start();
  const connections = [];
  try {
    const visit = await enter(world, 'doralice');
    await world.setFaults(`erp=lento:${DELAY_MS}ms`);
    for (let opened = 0; opened < LOADS; opened += 1) connections.push(await Connection.open(world.plugin.port));
    const before = await world.upstreamCalls();
    const tally = new Tally();
    await Promise.all(
      connections.map(async (connection, n) =>
        tally.add(await connection.ask(get(visit.page, { ...visit.headers, 'x-forwarded-for': address(n) }))),
      ),
    );
    const after = await world.upstreamCalls();
    const asked = Object.entries(after)
      .map(([endpoint, calls]) => [endpoint, calls - (before[endpoint] ?? 0)])
      .filter(([, calls]) => calls > 0);
    const title = `${LOADS} × Início at once, ERP at ${DELAY_MS} ms`;
    return [
      ...asked.map(([endpoint, calls]) => row(`${title}: calls to ${endpoint}`, calls, '', { most: 1 })),
      row(`${title}: errors`, tally.failed, '', { most: 0 }),
      row(`${title}: p99`, tally.percentile(99), 'ms', { most: 6_000 }),
    ];
  } finally {
    for (const connection of connections) connection.close();
    await world.stop();
  }
}
