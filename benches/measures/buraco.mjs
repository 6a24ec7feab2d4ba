// The ERP as a black hole: it takes every call and answers none, while people go on opening pages.

import { address, launch as enter, load } from '../client.mjs';
import { Connection, get, Tally } from '../load.mjs';
import { row } from '../report.mjs';
import { World } from '../world.mjs';

const SECONDS = 60;
const PER_SECOND = 200;
/** Calls hang for five seconds before they are given up; by then the breaker has had every reason to open. */
const OPENS_WITHIN = 12;
const PEOPLE = ['doralice', 'benedito', 'lindalva', 'genivaldo', 'zulmira', 'raimunda', 'edmilson', 'hermes'];
const BUDGET_MS = 6_000;
const RECOVERY_MS = 5_000;
const GIVES_UP_MS = 30_000;
/** The server closes a kept connection on which nothing was asked for ten seconds; a browser would notice and open another. */
const IDLE_MS = 8_000;

const calls = async (world) => Object.values(await world.upstreamCalls()).reduce((sum, n) => sum + n, 0);
const old = (page) => page.html.includes('data-antiga');
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `seconds`: how long the hole lasts, from 15 to 300. */
export async function buraco(seconds = SECONDS) {
  const lasts = Math.min(300, Math.max(15, Number(seconds) || SECONDS));
  const world = await World.start();
  const free = [];
  try {
    const visits = [];
    for (const [n, person] of PEOPLE.entries()) visits.push(await enter(world, person, { from: n }));
    const begun = await calls(world);
    for (const visit of visits) if (old(await load(visit, { fresh: true }))) throw new Error('old figures before anything failed');
    const perPage = ((await calls(world)) - begun) / visits.length;

    await world.setFaults('erp=lento:120s');
    const tally = new Tally();
    const asked = [];
    let sent = 0;
    let atOpening;
    const hole = performance.now();
    // By the clock, not by the answers: people do not wait for each other.
    while (performance.now() - hole < lasts * 1_000) {
      const due = Math.floor(((performance.now() - hole) / 1_000) * PER_SECOND);
      for (; sent < due; sent += 1) asked.push(one(world, visits[sent % visits.length], sent, free, tally));
      if (!atOpening && performance.now() - hole >= OPENS_WITHIN * 1_000) atOpening = { calls: await calls(world), sent };
      await sleep(5);
    }
    const questions = (sent - atOpening.sent) * perPage;
    const share = (100 * ((await calls(world)) - atOpening.calls)) / questions;
    await Promise.all(asked);
    const shown = [];
    for (const visit of visits) shown.push(old(await load(visit, { fresh: true })));

    await world.setFaults('');
    const healed = performance.now();
    while (old(await load(visits[0], { fresh: true })) && performance.now() - healed < GIVES_UP_MS) await sleep(50);
    const recovery = performance.now() - healed;

    const title = `ERP black-holed ${lasts} s, ${PER_SECOND} Início/s`;
    return [
      row(`${title}: pages asked for`, sent, ''),
      row(`${title}: not answered whole`, tally.failed, '', { most: 0 }),
      row(`${title}: median`, tally.percentile(50), 'ms'),
      row(`${title}: p99`, tally.percentile(99), 'ms', { most: BUDGET_MS }),
      row(`${title}: worst`, tally.percentile(100), 'ms', { most: BUDGET_MS }),
      row(`${title}: of ${visits.length} people, shown the last figures with their age`, shown.filter(Boolean).length, '', { least: visits.length }),
      row(`${title}: upstream calls from second ${OPENS_WITHIN} on, of ${Math.round(questions)} questions`, share, '%', { most: 5, digits: 2 }),
      row(`${title}: healed → fresh figures`, recovery, 'ms', { most: RECOVERY_MS }),
    ];
  } finally {
    for (const { connection } of free) connection.close();
    await world.stop();
  }
}

/** The connection used last, unless it has been idle for so long that the server may be closing it. */
function kept(free) {
  const last = free.pop();
  if (!last) return undefined;
  if (performance.now() - last.since < IDLE_MS) return last.connection;
  last.connection.close();
  return undefined;
}

async function one(world, visit, n, free, tally) {
  const connection = kept(free) ?? (await Connection.open(world.plugin.port));
  const url = new URL(visit.page);
  url.searchParams.set('atualizar', '1');
  const result = await connection.ask(get(url, { ...visit.headers, 'x-forwarded-for': address(n) }));
  tally.add(result);
  if (result.kept) free.push({ connection, since: performance.now() });
  else connection.close();
}
