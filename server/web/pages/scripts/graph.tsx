/** The picture of a script. What it shows is told in words below it, too. */

import type { Script } from '../../../../core/script/script.ts';
import { inLanguage } from '../../../../core/script/text.ts';
import { visible } from '../../foreign.ts';
import { language } from '../../language.ts';
import { isNeeded, shortText } from '../../panels/script/walking.ts';
import { Foreign } from '../../parts/text.tsx';
import { scriptsWords } from '../../words/scripts.ts';
import { type GraphEdge, layOut, linksOf, nodeHeight, nodeWidth } from './graph-layout.ts';

interface GraphProps {
  readonly script: Script;
  /** A step was pressed. */
  readonly choose: (step: string) => void;
}

export function ScriptGraph({ script, choose }: GraphProps) {
  const words = scriptsWords.value;
  const { width, height, nodes, edges } = layOut(script);
  return (
    <>
      <div class="graph-frame">
        <svg
          class="graph"
          role="img"
          aria-label={words.picture(script.steps.length)}
          viewBox={`0 0 ${width} ${height}`}
          style={{ maxWidth: `${width}px` }}
        >
          <title>{words.picture(script.steps.length)}</title>
          <defs>
            <marker
              id="graph-tip"
              viewBox="0 0 10 10"
              refX="9"
              refY="5"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M0 0 10 5 0 10z" class="graph-tip" />
            </marker>
          </defs>
          {edges.map((edge) => (
            <Edge key={`${edge.from} ${edge.to}`} edge={edge} />
          ))}
          {nodes.map(({ step, x, y }) => (
            // The same can be done from the list below, by key.
            // biome-ignore lint/a11y/noStaticElementInteractions: see above
            <g
              key={step.id}
              transform={`translate(${x - nodeWidth / 2} ${y - nodeHeight / 2})`}
              class={`graph-step${step.id === script.start ? ' graph-start' : ''}${step.outcome ? ' graph-end' : ''}`}
              onClick={() => choose(step.id)}
            >
              <rect width={nodeWidth} height={nodeHeight} rx={step.outcome ? 22 : 5} />
              <text x={nodeWidth / 2} y={19} class="graph-id">
                {`${isNeeded(script, step) ? '! ' : ''}${clipped(step.id, 20)}`}
              </text>
              <text x={nodeWidth / 2} y={35}>
                {step.outcome
                  ? `→ ${clipped(step.outcome, 18)}`
                  : clipped(visible(inLanguage(step.say, language.value)), 21)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <details>
        <summary>{words.inWords}</summary>
        <ol>
          {script.steps.map((step) => (
            <li key={step.id}>
              <button type="button" class="plain" onClick={() => choose(step.id)}>
                {step.id}
              </button>
              : <Foreign text={shortText(inLanguage(step.say, language.value))} />
              {isNeeded(script, step) && ` (${words.mustBeSaid})`}
              {linksOf(step).map(({ to, answers }) => ` ${answers.join('/') || '…'} → ${to};`)}
              {step.outcome !== undefined && ` ${words.result}: ${step.outcome}`}
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

/** Japanese letters are as wide as two European ones. */
const roomOf = (letter: string): number => (letter > '\u1100' ? 2 : 1);

function clipped(text: string, roomMax: number): string {
  let [room, shown] = [0, ''];
  for (const letter of text.replaceAll(/\s+/g, ' ').trim()) {
    room += roomOf(letter);
    if (room > roomMax) return `${shown}…`;
    shown += letter;
  }
  return shown;
}

function Edge({ edge: { points, answers, isBack } }: { readonly edge: GraphEdge }) {
  const [first, ...rest] = points;
  const [x, y] = first!;
  const last = rest.at(-1)!;
  const turns = rest.slice(0, -1);
  const end: readonly [number, number] = isBack
    ? [last[0] + nodeWidth / 2, last[1]]
    : [last[0], last[1] - nodeHeight / 2];
  const start: readonly [number, number] = isBack
    ? [x + nodeWidth / 2, y]
    : [x, y + nodeHeight / 2];
  const path = isBack ? aside(start, turns[0]!, end) : downwards([start, ...turns, end]);
  const next = turns[0] ?? end;
  return (
    <g class={isBack ? 'graph-edge graph-back' : 'graph-edge'}>
      <path d={path} marker-end="url(#graph-tip)" />
      {answers.length > 0 && (
        <text
          x={start[0] + (next[0] - start[0]) * 0.3}
          y={start[1] + (next[1] - start[1]) * 0.3 + 4}
        >
          {clipped(answers.join('/'), 14)}
        </text>
      )}
    </g>
  );
}

/** Leaves and arrives straight up and down. */
function downwards(points: readonly (readonly [number, number])[]): string {
  const [[x, y], ...rest] = points as [readonly [number, number], ...(readonly [number, number])[]];
  let path = `M${x} ${y}`;
  let [fromX, fromY] = [x, y];
  for (const [toX, toY] of rest) {
    const middle = (fromY + toY) / 2;
    path += ` C${fromX} ${middle} ${toX} ${middle} ${toX} ${toY}`;
    [fromX, fromY] = [toX, toY];
  }
  return path;
}

const aside = (
  [x, y]: readonly [number, number],
  [outX]: readonly [number, number],
  [endX, endY]: readonly [number, number],
): string => `M${x} ${y} C${outX + 20} ${y} ${outX + 20} ${endY} ${endX} ${endY}`;
