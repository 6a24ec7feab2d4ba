// From the launch to the complete page, with an ERP that takes its time.

import { agentOf, launch as enter, load } from '../client.mjs';
import { percentile } from '../load.mjs';
import { row } from '../report.mjs';
import { World } from '../world.mjs';

const DELAY_MS = 300;
const TIMES = 15;
const WARM_UP = 5;
const SHELL_MS = 60;
const OVERHEAD_MS = 40;

export async function launch() {
  const world = await World.start();
  const agent = agentOf(1);
  try {
    await several(world, agent, 0, WARM_UP);
    const without = await several(world, agent, 0, TIMES);
    const slow = await several(world, agent, DELAY_MS, TIMES);
    const slower = await several(world, agent, 2 * DELAY_MS, WARM_UP);
    // How many calls wait for each other, from what one more delay adds: nothing here knows the plugin's order of asking.
    const deep = Math.max(1, Math.round((slower.all.median - slow.all.median) / DELAY_MS));
    const chain = deep * DELAY_MS;
    const title = `launch, ERP at ${DELAY_MS} ms, ${TIMES}×`;
    return [
      row(`${title}: to the 303, CV's call included, median`, slow.entered.median, 'ms', { digits: 1 }),
      // CV's own time is inside, so the true figure is lower.
      row(`${title}: to first byte of Início, median`, slow.shell.median, 'ms', { most: SHELL_MS }),
      row(`${title}: to first byte of Início, worst`, slow.shell.worst, 'ms', { most: SHELL_MS }),
      row(`${title}: to last byte, median (calls in a row: ${deep})`, slow.all.median, 'ms', { most: chain + OVERHEAD_MS }),
      row(`${title}: to last byte, worst`, slow.all.worst, 'ms', { most: chain + OVERHEAD_MS }),
      row(`launch, ERP at once, ${TIMES}×: to last byte, median`, without.all.median, 'ms'),
    ];
  } finally {
    agent.destroy();
    await world.stop();
  }
}

/** Each page asks the ERP anew (`?atualizar=1`), as the first page of a person does. */
async function several(world, agent, delay, times) {
  await world.setFaults(delay ? `erp=lento:${delay}ms` : '');
  const [entered, shell, all] = [[], [], []];
  for (let time = 0; time < times; time += 1) {
    const visit = await enter(world, 'doralice', { from: time, agent });
    const page = await load(visit, { fresh: true, agent });
    entered.push(visit.took);
    shell.push(visit.took + page.first);
    all.push(visit.took + page.last);
  }
  const of = (values) => ({ median: percentile(values, 50), worst: Math.max(...values) });
  return { entered: of(entered), shell: of(shell), all: of(all) };
}
