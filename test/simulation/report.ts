/** What a failed run tells people: what, by which faults, in how few moves, how to repeat it. */

import type { Policy } from '../../core/index.ts';
import { planInWords } from './faults.ts';
import type { Finding } from './finding.ts';
import { fewerFaults, fewestMoves } from './shorten.ts';
import type { Run } from './simulate.ts';
import type { Move } from './trial.ts';

/** The command that does the run again. */
export function repeatCommand({ options }: Run): string {
  const { seed, calls, plan, besideReference } = options;
  const faults = Object.keys(plan).join(',') || 'none';
  const beside = besideReference ? ' --reference 100' : ' --reference 0';
  return `npm run sim -- --seed ${seed} --calls ${calls} --faults ${faults}${beside}`;
}

/** The shortest explanation that can be found in some seconds. */
export function explain(failed: Run): string {
  const smaller = fewerFaults(failed);
  const finding = smaller.finding!;
  const shortest = fewestMoves(smaller);
  const { plan } = smaller.options;
  const faults = planInWords(plan);
  return [
    `seed ${failed.options.seed} fails: ${finding.kind}`,
    ...finding.sentences.map((sentence) => `  ${sentence}`),
    faults.length === 0 ? 'without any fault' : 'with these faults on, and no fewer',
    ...faults.map((fault) => `  ${fault}`),
    ...(shortest
      ? [
          `${shortest.moves.length} moves suffice`,
          `  limits ${JSON.stringify(smaller.first.trial.start.limits)}`,
          `  policy ${JSON.stringify(smaller.first.trial.start.policy)}`,
          ...traceOf(shortest.moves, shortest.texts),
          ...shortest.finding.sentences.map((sentence) => `  → ${sentence}`),
        ]
      : ['the last of what concerns it', ...traceOfFinding(smaller, finding)]),
    `repeat: ${repeatCommand(smaller)}`,
  ].join('\n');
}

/** The policy whole would hide everything else; whoever needs it repeats the run. */
const replaced = ({ version }: Policy): string => `policy-replaced, by ${version}`;

const lineOf = (move: Move, text: string | undefined): string => {
  const { event } = move;
  const what = event?.type === 'policy-replaced' ? replaced(event.policy) : JSON.stringify(event);
  const restart = move.restartFrom === undefined ? '' : `restart, offers from ${move.restartFrom}`;
  return `  ${move.at} ${what || restart || 'advance'}\n      ${text ?? '(broke)'}`;
};

const traceOf = (moves: readonly Move[], texts: readonly string[]): string[] =>
  moves.map((move, i) => lineOf(move, texts[i]));

/** The last moves that name a number of the finding. */
function traceOfFinding({ first }: Run, { sentences }: Finding): string[] {
  const { moves, texts } = first.trial;
  const named = [...sentences.join(' ').matchAll(/\b(call|offer|for) (\d+)/g)].map((m) => m[2]!);
  const concerns = named.map((id) => new RegExp(`\\b${id}\\b`));
  return moves
    .map((move, i) => lineOf(move, texts[i]))
    .filter((line) => concerns.length === 0 || concerns.some((one) => one.test(line)))
    .slice(-24);
}
