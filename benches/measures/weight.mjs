// Bytes of the first load: the browser test measures them, this only brings them into the table.

import { spawn } from 'node:child_process';
import path from 'node:path';

import { missing, row } from '../report.mjs';
import { program } from '../world.mjs';

const END2END = path.resolve(import.meta.dirname, '../../end2end');
const WITHIN_MS = 120_000;

export async function weight() {
  const { output, code } = await new Promise((resolve) => {
    const child = spawn('npm', ['--prefix', END2END, 'test', '--silent', '--', '--grep', '@weight', '--reporter=line'], {
      env: { ...process.env, FINANCEIRO_BIN: program() },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: WITHIN_MS,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.on('error', (error) => resolve({ output: error.message, code: 1 }));
    child.on('close', (ended) => resolve({ output: text, code: ended }));
  });
  process.stdout.write(output);
  const [, total, budget] = /(\d+)\s+total \(budget (\d+)\)/.exec(output) ?? [];
  if (!total) return [missing('first load on the wire', `the browser test ended with ${code} before it had a figure`)];
  return [row('first load on the wire', Number(total), 'B', { most: Number(budget) })];
}
