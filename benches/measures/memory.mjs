// What live sessions cost in memory.

import { agentOf, launch as enter, load } from '../client.mjs';
import { row } from '../report.mjs';
import { World } from '../world.mjs';

const SESSIONS = 2_000;
/** Before this many the allocator and the caches are still filling for the first time. */
const SETTLED = 500;
const AT_ONCE = 8;
const AT_MOST_MS = 120_000;
const TARGET = 10_000;
const BUDGET_MB = 120;
const PEOPLE = ['doralice', 'benedito', 'lindalva', 'genivaldo', 'zulmira', 'raimunda', 'edmilson', 'clotilde', 'hermes', 'anna'];

export async function memory() {
  const world = await World.start();
  const agent = agentOf(AT_ONCE);
  try {
    const idle = (await world.server.memory()).now;
    const until = performance.now() + AT_MOST_MS;
    let begun = 0;
    let live = 0;
    const upTo = (sessions) =>
      Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (begun < sessions && performance.now() < until) {
            const n = begun++;
            await load(await enter(world, PEOPLE[n % PEOPLE.length], { from: n, agent }), { agent });
            live += 1;
          }
        }),
      );
    await upTo(SETTLED);
    const settled = { live, ...(await world.server.memory()) };
    await upTo(SESSIONS);
    const full = { live, ...(await world.server.memory()) };
    const each = (full.now - settled.now) / (full.live - settled.live);
    const extrapolated = full.now + Math.max(0, each) * (TARGET - full.live);
    return [
      row('RSS of the plugin, no session', idle, 'MB'),
      row(`RSS with ${settled.live} live sessions, one page each`, settled.now, 'MB'),
      row(`RSS with ${full.live} live sessions, one page each (peak ${full.peak.toFixed(1)} MB)`, full.now, 'MB', { most: BUDGET_MB }),
      row(`RSS at ${TARGET} live sessions, extrapolated at ${(each * 1e3).toFixed(1)} kB each`, extrapolated, 'MB', { most: BUDGET_MB }),
    ];
  } finally {
    agent.destroy();
    await world.stop();
  }
}
