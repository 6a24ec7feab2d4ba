// SIGTERM while pages are being asked for, half of them waiting for the ERP.

import { address, launch as enter, load } from '../client.mjs';
import { Connection, get, Tally } from '../load.mjs';
import { row } from '../report.mjs';
import { World } from '../world.mjs';

const CONNECTIONS = 30;
const DELAY_MS = 700;
const SIGNAL_AFTER_MS = 2_000;
/** The drain is bounded at 20 s; after this the bench gives up by itself. */
const ENDS_WITHIN_MS = 30_000;

export async function sigterm() {
  const world = await World.start();
  try {
    const visits = [await enter(world, 'doralice', { from: 0 }), await enter(world, 'benedito', { from: 1 })];
    for (const visit of visits) await load(visit);
    // The second person asks anew each time, so some of these pages are in the middle of their stream when the signal comes.
    await world.setFaults(`erp@benedito=lento:${DELAY_MS}ms`);
    visits[1].page.searchParams.set('atualizar', '1');

    const [before, after] = [new Tally(), new Tally()];
    const state = { signalled: undefined, sent: 0, closed: 0 };
    const limit = performance.now() + ENDS_WITHIN_MS;
    const clients = Array.from({ length: CONNECTIONS }, (_, n) => client(world, visits[n % 2], state, before, after, limit));
    await new Promise((resolve) => setTimeout(resolve, SIGNAL_AFTER_MS));
    state.signalled = performance.now();
    const how = await world.server.stop();
    const exit = performance.now() - state.signalled;
    await Promise.all(clients);

    const title = `SIGTERM, ${CONNECTIONS} connections`;
    return [
      row(`${title}: pages answered before the signal`, before.ends.whole, ''),
      row(`${title}: pages answered after it`, after.ends.whole, ''),
      row(`${title}: failed (cut or refused)`, before.failed + after.ends.cut + after.ends.refused, '', { most: 0 }),
      row(`${title}: closed unanswered as a request was sent`, after.ends.unanswered, '', { most: 0 }),
      row(`${title}: signal to exit (status ${how})`, exit, 'ms', { most: 20_500, digits: 0 }),
    ];
  } finally {
    await world.stop();
  }
}

/** Asks until the door is closed to new connections, which is not a failed request: a balancer has gone elsewhere by then. */
async function client(world, visit, state, before, after, limit) {
  let connection;
  while (performance.now() < limit) {
    if (!connection?.open) connection = await Connection.open(world.plugin.port).catch(() => undefined);
    if (!connection) return;
    const signalled = state.signalled !== undefined;
    const answer = await connection.ask(get(visit.page, { ...visit.headers, 'x-forwarded-for': address(state.sent++) }));
    // A request sent before the signal and answered after it belongs to the drain.
    (signalled || state.signalled !== undefined ? after : before).add(answer);
    // One turn of the event loop, as a proxy's pool has: an end of the connection that came with the answer is then known.
    await new Promise((resolve) => setImmediate(resolve));
    if (!answer.kept) {
      connection.close();
      connection = undefined;
    }
  }
}
