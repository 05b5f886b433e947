/** The queues that give the agent calls, each against its own target. */

import type { DeskQueueRow } from '../../../wire/desk.ts';
import { nameOf } from '../../language.ts';
import { now } from '../../live.ts';
import { clockText, Since } from '../../parts/seconds.tsx';
import { Foreign } from '../../parts/text.tsx';
import { deskWords } from '../../words/desk.ts';
import { useDesk } from './desk.ts';
import { markOf, type QueueMark } from './figures.ts';

const signs: Readonly<Record<QueueMark, string>> = {
  inTarget: '✓',
  soonLate: '◔',
  late: '⚠',
  belowTarget: '▽',
};

export function Queues() {
  const words = deskWords.value;
  const rows = [...useDesk().queues.value.values()];
  return (
    <section class="card" aria-labelledby="queues-title">
      <h2 id="queues-title">{words.queues}</h2>
      {rows.length === 0 ? (
        <p class="quiet">{words.noQueues}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it may have to be scrolled by key
        <section class="wide" tabIndex={0} aria-label={words.queues}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.queue}</th>
                <th scope="col">{words.waiting}</th>
                <th scope="col">{words.longest}</th>
                <th scope="col">{words.level}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <QueueLine key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;

function QueueLine({ row }: { readonly row: DeskQueueRow }) {
  const words = deskWords.value;
  const mark = markOf(row, now.value);
  return (
    <tr class={`mark-${mark}`}>
      <th scope="row">
        <Foreign text={nameOf(row.name, row.id)} />
        <small class="mark">
          <span aria-hidden="true">{signs[mark]} </span>
          {words[mark]}
        </small>
      </th>
      <td>
        {row.waiting}
        {row.callbacks > 0 && <small>{words.callbacksWaiting(row.callbacks)}</small>}
      </td>
      <td>
        {row.oldestJoinedAt === null ? '–' : <Since at={row.oldestJoinedAt} />}
        <small class="quiet">
          {words.within} {clockText(row.withinMs)}
        </small>
      </td>
      <td>
        {row.serviceLevel === null ? '–' : percent(row.serviceLevel)}
        <small class="quiet">
          {words.within} {percent(row.target)}
        </small>
      </td>
    </tr>
  );
}
