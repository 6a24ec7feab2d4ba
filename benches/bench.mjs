// Measures the release program against its budgets and prints one table. docs/BENCH.md says what each figure means.
//
//     node benches/bench.mjs [weight] [launch] [cold] [warm] [extrato] [documents] [sigterm] [memory] [buraco[:SECONDS]]
//
// All of them without arguments. Loopback only; every loop is bounded in count or time. A figure over its budget does not
// fail the run, a measurement that could not be made does.

import { availableParallelism, cpus, loadavg } from 'node:os';

import { buraco } from './measures/buraco.mjs';
import { cold } from './measures/cold.mjs';
import { documents } from './measures/documents.mjs';
import { extrato } from './measures/extrato.mjs';
import { launch } from './measures/launch.mjs';
import { memory } from './measures/memory.mjs';
import { sigterm } from './measures/sigterm.mjs';
import { warm } from './measures/warm.mjs';
import { weight } from './measures/weight.mjs';
import { missing, table } from './report.mjs';

const MEASURES = { weight, launch, cold, warm, extrato, documents, sigterm, memory, buraco };

// Programs started here end with this process; an exit handler does it, which a signal alone would not run.
for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => process.exit(status));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name.split(':')[0] in MEASURES));
if (unknown.length) {
  console.error(`unknown: ${unknown.join(', ')}. Choose from ${Object.keys(MEASURES).join(', ')}.`);
  process.exit(2);
}

const load = () => loadavg().map((value) => value.toFixed(1)).join(' ');
const begun = `${new Date().toISOString()}, ${availableParallelism()} processors, ${cpus()[0]?.model}, Node ${process.version}, load ${load()}`;
const rows = [];
for (const name of names.length ? names : Object.keys(MEASURES)) {
  console.log(`measuring: ${name}`);
  const command = `node benches/bench.mjs ${name}`;
  try {
    const [measure, argument] = name.split(':');
    rows.push(...(await MEASURES[measure](argument)).map((line) => ({ ...line, command })));
  } catch (error) {
    console.error(error);
    rows.push({ ...missing(name, error.message.split('\n')[0]), command });
  }
}
console.log(`\n${begun} at the start, ${load()} at the end\nload generator: node:net with kept connections, same machine\n\n${table(rows)}`);
process.exitCode = rows.some(({ figure }) => figure.startsWith('not measured')) ? 1 : 0;
