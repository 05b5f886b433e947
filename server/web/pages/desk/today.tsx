/** The agent's own figures of today. */

import { now } from '../../live.ts';
import { clockText } from '../../parts/seconds.tsx';
import { deskWords } from '../../words/desk.ts';
import { useDesk } from './desk.ts';
import { figuresOf } from './figures.ts';

export function Today() {
  const words = deskWords.value;
  const today = useDesk().today.value;
  if (!today) return null;
  const figures = figuresOf(today, now.value);
  const mean = (ms: number | null) => (ms === null ? '–' : clockText(ms));
  const rows = [
    [words.handled, String(figures.handled)],
    [words.talkMean, mean(figures.talkMeanMs), words.each],
    [words.holdMean, mean(figures.holdMeanMs), words.each],
    [words.wrapUpMean, mean(figures.wrapUpMeanMs), words.each],
    [
      words.occupancy,
      figures.occupancy === null ? '–' : `${Math.round(figures.occupancy * 100)} %`,
    ],
    [words.pausedFor, clockText(figures.pausedMs)],
  ] as const;
  return (
    <section class="card" aria-labelledby="today-title">
      <h2 id="today-title">{words.today}</h2>
      <dl class="figures">
        {rows.map(([name, value, per]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value} {per && <small class="quiet">{per}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
