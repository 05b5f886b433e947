/** What is wrong now. What is new is read out once; what goes on is not read again. */

import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { language, nameOf } from '../../language.ts';
import { now } from '../../live.ts';
import { percent } from '../../parts/figures.ts';
import { Since } from '../../parts/seconds.tsx';
import { board } from '../../words/board.ts';
import { type Alarm, alarmsOf } from './alarms.ts';
import type { Board } from './board-state.ts';

export function AlarmStrip({ board: state }: { readonly board: Pick<Board, AlarmParts> }) {
  const words = board.value;
  const alarms = useComputed(() =>
    alarmsOf({
      server: state.server.value,
      queues: state.queues.value.values(),
      campaigns: state.campaigns.value.values(),
      now: now.value,
    }),
  ).value;
  return (
    <section aria-labelledby="alarms-title" class="alarms">
      <h2 id="alarms-title" class="unseen">
        {words.alarms}
      </h2>
      {alarms.length === 0 ? (
        <p class="fine">✓ {words.noAlarms}</p>
      ) : (
        <ul>
          {alarms.map((alarm) => (
            <li key={alarm.id} class={alarm.weight}>
              <span aria-hidden="true">{alarm.weight === 'bad' ? '▲' : '△'}</span>{' '}
              <strong>{alarm.weight === 'bad' ? words.urgent : words.look}</strong>{' '}
              {alarmText(alarm)}
              {alarm.since !== null && (
                <>
                  {' '}
                  (<Since at={alarm.since} />)
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <Crossings alarms={alarms} />
    </section>
  );
}

type AlarmParts = 'server' | 'queues' | 'campaigns';

/** Says what was not wrong a moment ago (WCAG 2.2, 4.1.3). */
function Crossings({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  const [told, setTold] = useState('');
  const ids = alarms.map(({ id }) => id).join('\n');
  useEffect(() => {
    const before = known.current;
    known.current = new Set(alarms.map(({ id }) => id));
    // What was wrong when the page was opened is there to be read.
    if (before === undefined) return;
    const fresh = alarms.filter(({ id }) => !before.has(id));
    if (fresh.length > 0) setTold(fresh.map(alarmText).join(' '));
  }, [ids]);
  return (
    <p class="unseen" role="alert">
      {told}
    </p>
  );
}

/** One sentence. */
export function alarmText(alarm: Alarm): string {
  const words = board.value;
  switch (alarm.kind) {
    case 'switch':
      return words.alarmSwitch + technical(alarm.trouble);
    case 'journal':
      return words.alarmJournal + technical(alarm.trouble);
    case 'reload':
      return words.alarmReload;
    case 'wait':
      return words.alarmWait(called(alarm.queue), alarm.withinMs / 1000, alarm.waiting);
    case 'level': {
      const { queue, ratio, n, target } = alarm;
      return words.alarmLevel(called(queue), percent(ratio), n, percent(target));
    }
    case 'nobody':
      return words.alarmNobody(called(alarm.queue), alarm.waiting);
    case 'campaign':
      return words.alarmCampaign(alarm.campaign.why[language.value]);
  }
}

/** What the machine said, for who runs it. */
const technical = (trouble: string | null): string =>
  trouble === null ? '' : board.value.technical(trouble);

const called = ({ name, id }: Extract<Alarm, { kind: 'wait' }>['queue']): string =>
  nameOf(name, id);
