/** The table as a person reads it. */

import { type Machine, machineInWords } from '../machine.ts';
import type { Bar } from './bars.ts';
import type { Row } from './rows.ts';

export interface DialerReport {
  readonly machine: Machine;
  readonly hours: number;
  readonly seeds: readonly number[];
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
}

/** How it was measured: beside every table. */
export const METHOD = [
  'Method: each shift runs the real core (core/routing) on the simulated switch',
  '(adapters/simulated) on a virtual clock. Attempts are originated on the switch; a person who',
  'answers enters the application as a call of the queue, whose too-long exit after 2 s leads to the',
  "identification message; any agent may take it, and agents' phones answer by themselves after",
  '0.1 s. Answers come 5 to 20 s after dialling, evenly; 15 % of attempts fail after 3 s; the rest',
  'rings for 22 s. Talk: 70 % exp(30 s), 30 % 60 s + exp(180 s); wrap-up 8 s + exp(12 s).',
  'Occupancy: talk and wrap-up over all agent time of the shift, its start included. Abandoned:',
  'left by the 2 s exit, over all people who answered. Every dialer begins knowing nothing; the',
  'ratio is the best that somebody finds who tries the shift beforehand. Recovered: the first',
  'minute after the fall from which ten minutes reach 95 % of the occupancy from minute 20 on.',
];

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const columns = [16, 11, 20, 11, 13, 9, 10] as const;
const lineOf = (cells: readonly string[]): string =>
  cells
    .map((cell, i) => (i === 0 ? cell.padEnd(columns[0]) : cell.padStart(columns[i] ?? 10)))
    .join('')
    .trimEnd();

/** Lowest and highest of the seeds. */
function span(list: readonly number[]): string {
  const [low, high] = [Math.min(...list), Math.max(...list)];
  return `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)} %`;
}

function rowInText(row: Row): string {
  const { shifts, worstTenMinutes } = row;
  return lineOf([
    `  ${row.dialer}`,
    percent(row.occupancy),
    span(shifts.map((each) => each.occupancy)),
    percent(row.abandoned),
    span(shifts.map((each) => each.abandoned)),
    worstTenMinutes > 0 ? percent(worstTenMinutes) : '–',
    row.recoveredMinutes === undefined ? '' : `${row.recoveredMinutes} min`,
  ]);
}

function barInText({ plan, what, value, atLeast, atMost, unit, holds }: Bar): string {
  const show = (figure: number): string =>
    unit === '%' ? `${(100 * figure).toFixed(2)} %` : `${figure} min`;
  const bar = atMost === undefined ? `at least ${show(atLeast ?? 0)}` : `at most ${show(atMost)}`;
  return `  ${holds ? 'holds' : 'FAILS'}  ${plan}: ${what} ${show(value)} (${bar})`;
}

export function reportInText({ machine, hours, seeds, rows, bars }: DialerReport): string {
  const lines = [`${machineInWords(machine)}; ${hours} h a shift; seeds ${seeds.join(', ')}`];
  lines.push(...METHOD);
  let plan = '';
  for (const row of rows) {
    if (row.plan !== plan) {
      plan = row.plan;
      lines.push('', plan);
      const heads = ['', 'occupancy', 'by seed', 'abandoned', 'by seed', '10 min', 'recovered'];
      lines.push(lineOf(heads));
    }
    lines.push(rowInText(row));
  }
  lines.push('', ...bars.map(barInText));
  const broken = bars.filter((bar) => !bar.holds).length;
  lines.push('', broken === 0 ? 'all bars hold' : `${broken} of ${bars.length} bars do not hold`);
  return `${lines.join('\n')}\n`;
}
