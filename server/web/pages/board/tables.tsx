/** Queues, waiting calls and campaigns as tables. A row's first cell opens what is known of it. */

import { useComputed } from '@preact/signals';
import {
  type BoardCallRow,
  type BoardQueueRow,
  type CampaignRow,
  levelOf,
  staffed,
} from '../../../wire/board.ts';
import { apart } from '../../foreign.ts';
import { language, nameOf } from '../../language.ts';
import { now } from '../../live.ts';
import { percent } from '../../parts/figures.ts';
import { rowButton } from '../../parts/rows.ts';
import { clockText, Since } from '../../parts/seconds.tsx';
import { Foreign } from '../../parts/text.tsx';
import { timeText } from '../../parts/when.tsx';
import { board } from '../../words/board.ts';
import { stateWord } from '../../words/states.ts';
import type { Board, Chosen } from './board-state.ts';

interface RowProps<Row> {
  readonly row: Row;
  readonly isChosen: boolean;
  readonly choose: Board['choose'];
}

/** The button a row is opened by. */
export function RowButton(props: {
  readonly kind: Chosen['kind'];
  readonly id: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly choose: Board['choose'];
}) {
  const { kind, id, label, isChosen, choose } = props;
  return (
    <button
      type="button"
      class={`plain ${rowButton}`}
      aria-expanded={isChosen}
      aria-controls="panel"
      title={board.value.open(label)}
      onClick={() => choose(isChosen ? null : { kind, id })}
    >
      <Foreign text={label} />
    </button>
  );
}

export function QueueTable({ board: state }: { readonly board: Board }) {
  const words = board.value;
  const rows = [...state.queues.value.values()];
  const chosen = state.chosen.value;
  return (
    <table class="board-table">
      <thead>
        <tr>
          <th scope="col">{words.queue}</th>
          <th scope="col">{words.waiting}</th>
          <th scope="col">{words.longest}</th>
          <th scope="col">{words.expected}</th>
          <th scope="col" title={words.formula}>
            {words.level}
          </th>
          <th scope="col">{words.abandoned}</th>
          <th scope="col">{words.staffed}</th>
          <th scope="col">{words.free}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <QueueRow
            key={row.id}
            row={row}
            isChosen={chosen?.kind === 'queue' && chosen.id === row.id}
            choose={state.choose}
          />
        ))}
      </tbody>
    </table>
  );
}

function QueueRow({ row, isChosen, choose }: RowProps<BoardQueueRow>) {
  const words = board.value;
  const { id, name, waiting, callbacks, oldestJoinedAt, expectedWaitMs, target, counts } = row;
  const { working, free } = staffed(row.agents);
  return (
    <tr class={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <RowButton kind="queue" id={id} label={nameOf(name, id)} {...{ isChosen, choose }} />
        {!row.isOpen && <small class="note"> {words.closed}</small>}
      </th>
      <td>
        {waiting}
        {callbacks > 0 && (
          <small>
            {' '}
            + {callbacks} {words.callbacks}
          </small>
        )}
      </td>
      <td>{oldestJoinedAt !== null && <Wait at={oldestJoinedAt} within={target.withinMs} />}</td>
      <td>{expectedWaitMs === null ? '–' : clockText(expectedWaitMs)}</td>
      <td>
        <Level row={row} />
      </td>
      <td>
        {counts.abandoned + counts.abandonedShort} <small>{words.ofThose(counts.offered)}</small>
      </td>
      <td class={working === 0 ? 'bad' : undefined}>
        {working === 0 && <span aria-hidden="true">▲ </span>}
        {working}
      </td>
      <td>{free}</td>
    </tr>
  );
}

/** A wait, marked once it is longer than its queue's target. */
export function Wait({ at, within }: { readonly at: number; readonly within: number | null }) {
  const isLong = useComputed(() => within !== null && now.value - at > within).value;
  return (
    <span class={isLong ? 'bad' : undefined}>
      {isLong && (
        <span title={board.value.overLong}>
          <span aria-hidden="true">▲ </span>
          <span class="unseen">{board.value.overLong} </span>
        </span>
      )}
      <Since at={at} />
    </span>
  );
}

const levelSigns = { none: '', met: '✓', unsure: '≈', missed: '▲' } as const;
const levelClasses = { none: 'quiet', met: 'good', unsure: 'quiet', missed: 'bad' } as const;

/** A service level with what it rests on: its calls, its target, and how sure it is. */
export function Level({
  row,
}: {
  readonly row: Pick<BoardQueueRow, 'counts' | 'target' | 'since' | 'isWholeDay'>;
}) {
  const words = board.value;
  const { ratio, n, state } = levelOf(row);
  const only = row.isWholeDay ? '' : ` ${words.levelSince(timeText(row.since))}`;
  if (state === 'none') return <span class="quiet">{words.levelNone + only}</span>;
  const sure = { met: words.levelMet, unsure: words.levelUnsure, missed: words.levelMissed }[state];
  return (
    <span class={levelClasses[state]} title={sure}>
      <span aria-hidden="true">{levelSigns[state]} </span>
      {percent(ratio)}{' '}
      <small>
        <span class="unseen">{sure} </span>
        {words.levelOf(n, percent(row.target.ratio), row.target.withinMs / 1000)}
        {only}
      </small>
    </span>
  );
}

const inLine = new Set(['waiting', 'offered', 'connecting', 'linking', 'resting']);

export function CallTable({ board: state }: { readonly board: Board }) {
  const words = board.value;
  const chosen = state.chosen.value;
  // The longest wait first: what is asked of whoever looks here.
  const rows = useComputed(() =>
    [...state.calls.value.values()]
      .filter((call) => inLine.has(call.state))
      .sort(
        (a, b) =>
          Number(a.isCallback) - Number(b.isCallback) || (a.joinedAt ?? 0) - (b.joinedAt ?? 0),
      ),
  ).value;
  if (rows.length === 0) return <p>{words.noCalls}</p>;
  return (
    <table class="board-table">
      <thead>
        <tr>
          <th scope="col">{words.caller}</th>
          <th scope="col">{words.queue}</th>
          <th scope="col">{words.waiting}</th>
          <th scope="col">{words.class}</th>
          <th scope="col">{words.step}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <CallRow
            key={row.id}
            row={row}
            state={state}
            isChosen={chosen?.kind === 'call' && chosen.id === String(row.id)}
            choose={state.choose}
          />
        ))}
      </tbody>
    </table>
  );
}

function CallRow({
  row,
  state,
  isChosen,
  choose,
}: RowProps<BoardCallRow> & { readonly state: Board }) {
  const { id, queue, joinedAt, step } = row;
  const queueRow = queue === null ? undefined : state.queues.value.get(queue);
  const within = row.isCallback ? null : (queueRow?.target.withinMs ?? null);
  return (
    <tr class={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <RowButton
          kind="call"
          id={String(id)}
          label={callerText(row)}
          isChosen={isChosen}
          choose={choose}
        />
      </th>
      <td>{queue !== null && <Foreign text={state.names.queue(queue)} />}</td>
      <td>{joinedAt !== null && <Wait at={joinedAt} within={within} />}</td>
      <td>{row.class !== null && <Foreign text={state.names.class(row.class)} />}</td>
      <td>{step === null ? '' : step + 1}</td>
      <td>
        {stateWord(row.state)}
        {row.agent !== null && (
          <>
            {' → '}
            <Foreign text={state.names.agent(row.agent)} />
          </>
        )}
        {row.isCallback && ` (${board.value.callbacks})`}
      </td>
    </tr>
  );
}

/** Who is on the line, as the network told it. */
export const callerText = ({ caller }: Pick<BoardCallRow, 'caller'>): string =>
  [caller.name, caller.number].filter(Boolean).map(apart).join(' ') || board.value.anonymous;

export function CampaignTable({ board: state }: { readonly board: Board }) {
  const words = board.value;
  const chosen = state.chosen.value;
  const rows = [...state.campaigns.value].filter(([, { state: at }]) => at !== 'ended');
  if (rows.length === 0) return <p>{words.noCampaigns}</p>;
  return (
    <table class="board-table">
      <thead>
        <tr>
          <th scope="col">{words.campaign}</th>
          <th scope="col">{words.goal}</th>
          <th scope="col">{words.abandonment}</th>
          <th scope="col">{words.pace}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([id, row]) => (
          <CampaignTableRow
            key={id}
            id={id}
            row={row}
            isChosen={chosen?.kind === 'campaign' && chosen.id === id}
            choose={state.choose}
          />
        ))}
      </tbody>
    </table>
  );
}

function CampaignTableRow(props: RowProps<CampaignRow> & { readonly id: string }) {
  const { id, row, isChosen, choose } = props;
  const words = board.value;
  return (
    <tr class={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <RowButton kind="campaign" id={id} label={row.name} {...{ isChosen, choose }} />
      </th>
      <td>
        <Foreign text={words.goalText(row.goal.reached, apart(row.goal.name))} />{' '}
        <small>{words.ofLeads(percent(row.goal.share, 1))}</small>
      </td>
      <td>
        <Abandonment row={row} />
      </td>
      <td>{words.paceText(row.flying, row.waiting)}</td>
      <td>
        {stateWord(row.state)}
        {row.state === 'running' && row.obstacle !== null && (
          <small class="note">
            {' '}
            <Foreign text={row.why[language.value]} />
          </small>
        )}
      </td>
    </tr>
  );
}

/** Of those who answered within the law's window, against its cap. */
export function Abandonment({ row }: { readonly row: Pick<CampaignRow, 'abandonment'> }) {
  const words = board.value;
  const told = row.abandonment;
  if (told === null) return <span class="quiet">{words.notDialled}</span>;
  const isOver = told.share !== null && told.share > told.most;
  return (
    <span class={isOver ? 'bad' : undefined}>
      {isOver && <span aria-hidden="true">▲ </span>}
      {percent(told.share, 1)}{' '}
      <small>{words.abandonmentText(told.abandoned, told.answered, percent(told.most, 1))}</small>
    </span>
  );
}
