// How long a file takes to make, in a process that makes nothing else.

import { row } from '../report.mjs';
import { built, Program } from '../world.mjs';

const ENDS_WITHIN_MS = 120_000;

export async function documents() {
  const program = new Program([], { file: built('examples/velocidade'), timeout: ENDS_WITHIN_MS });
  const how = await program.ended;
  if (how !== 0) throw new Error(`velocidade ended with ${how}`);
  const lines = program.output.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  if (lines.length === 0) throw new Error('velocidade printed no figure');
  return lines.map(({ medida, linhas, valor }) =>
    medida === 'pdf_ms'
      ? row(`PDF of ${linhas} rows`, valor, 'ms')
      : row(`XLSX of ${linhas} rows: rows per second`, valor, '', { digits: 0 }),
  );
}
