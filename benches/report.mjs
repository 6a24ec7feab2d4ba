// Figures with their budgets, as one table.

/** No budget names this figure. */
export const NO_BUDGET = '-';

const COLUMNS = ['what', 'figure', 'budget', '', 'repeat with'];

/**
 * A figure and what `design` asks of it. `limit` with `most` (the figure may be at most that) or `least`; none where the
 * figure only explains another.
 */
export function row(what, value, unit, { most, least, budget, digits = 1 } = {}) {
  const text = (number) => `${number.toFixed(Number.isInteger(number) ? 0 : digits)}${unit ? ` ${unit}` : ''}`;
  const bound = most !== undefined ? `≤ ${text(most)}` : least !== undefined ? `≥ ${text(least)}` : NO_BUDGET;
  let verdict = '';
  if (most !== undefined) verdict = value <= most ? 'ok' : 'over';
  if (least !== undefined) verdict = value >= least ? 'ok' : 'over';
  return { what, figure: text(value), budget: budget ?? bound, verdict };
}

/** Something that could not be measured is said, not left out. */
export function missing(what, why) {
  return { what, figure: `not measured: ${why}`, budget: NO_BUDGET, verdict: '' };
}

export function table(rows) {
  const cells = [COLUMNS, ...rows.map(({ what, figure, budget, verdict, command }) => [what, figure, budget, verdict, command])];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
