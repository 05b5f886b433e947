/** Agents by state with their time, filtered by name, state, team. */

import { signal, useComputed } from '@preact/signals';
import type { BoardAgentRow } from '../../../wire/board.ts';
import { nameOf } from '../../language.ts';
import { Since } from '../../parts/seconds.tsx';
import { Foreign } from '../../parts/text.tsx';
import { board } from '../../words/board.ts';
import { stateSign, stateWord } from '../../words/states.ts';
import type { Board } from './board-state.ts';
import { RowButton } from './tables.tsx';

/** In the order of the table. */
const order = [
  ...['talking', 'offered', 'ready', 'wrap-up', 'paused', 'unreachable', 'busy-elsewhere'],
  'signed-out',
];

/** `''`: everybody who is signed in; `all`: those who are not, too; else one state. */
const stateShown = signal('');
const teamShown = signal('');
const nameShown = signal('');

/** What a filter lets through, in the order shown. Pure. */
export function agentsShown(
  agents: Iterable<BoardAgentRow>,
  filter: { readonly state: string; readonly team: string; readonly name: string },
): BoardAgentRow[] {
  const asked = filter.name.trim().toLocaleLowerCase();
  return [...agents]
    .filter(
      ({ id, name, state, teams }) =>
        (filter.state === 'all' ||
          (filter.state === '' ? state !== 'signed-out' : state === filter.state)) &&
        (filter.team === '' || teams.includes(filter.team)) &&
        (asked === '' ||
          [id, name.en ?? '', name.ja ?? ''].some((each) =>
            each.toLocaleLowerCase().includes(asked),
          )),
    )
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        a.since - b.since ||
        (a.id < b.id ? -1 : 1),
    );
}

export function AgentTable({ board: state }: { readonly board: Board }) {
  const words = board.value;
  const chosen = state.chosen.value;
  const counts = useComputed(() => {
    const sums = new Map<string, number>();
    for (const { state: at } of state.agents.value.values()) sums.set(at, (sums.get(at) ?? 0) + 1);
    return sums;
  }).value;
  const rows = useComputed(() =>
    agentsShown(state.agents.value.values(), {
      state: stateShown.value,
      team: teamShown.value,
      name: nameShown.value,
    }),
  ).value;
  return (
    <>
      <fieldset class="filters">
        <label>
          {words.state}
          <select
            value={stateShown.value}
            onChange={(event) => {
              stateShown.value = event.currentTarget.value;
            }}
          >
            <option value="">{words.allStates}</option>
            {order.map((each) => (
              <option key={each} value={each}>
                {stateWord(each)} ({counts.get(each) ?? 0})
              </option>
            ))}
            <option value="all">{words.everybody}</option>
          </select>
        </label>
        <label>
          {words.team}
          <select
            value={teamShown.value}
            onChange={(event) => {
              teamShown.value = event.currentTarget.value;
            }}
          >
            <option value="">{words.allTeams}</option>
            {state.site.value?.teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {nameOf(name, id)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.filter}
          <input
            type="search"
            value={nameShown.value}
            onInput={(event) => {
              nameShown.value = event.currentTarget.value;
            }}
          />
        </label>
      </fieldset>
      {rows.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <table class="board-table">
          <thead>
            <tr>
              <th scope="col">{words.agent}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.since}</th>
              <th scope="col">{words.handled}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AgentRow
                key={row.id}
                row={row}
                reasons={state.site.value?.pauseReasons}
                isChosen={chosen?.kind === 'agent' && chosen.id === row.id}
                choose={state.choose}
              />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

interface AgentRowProps {
  readonly row: BoardAgentRow;
  readonly reasons: readonly { readonly id: string; readonly name: object }[] | undefined;
  readonly isChosen: boolean;
  readonly choose: Board['choose'];
}

function AgentRow({ row, reasons, isChosen, choose }: AgentRowProps) {
  const { id, name, state, since, reason, next } = row;
  const reasonName = reasons?.find((each) => each.id === reason)?.name;
  return (
    <tr class={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <RowButton kind="agent" id={id} label={nameOf(name, id)} {...{ isChosen, choose }} />
      </th>
      <td class={`state-${state}`}>
        <span aria-hidden="true" class="sign">
          {stateSign(state)}
        </span>{' '}
        {stateWord(state)}
        {reason !== null && state === 'paused' && (
          <small>
            {' '}
            <Foreign text={nameOf(reasonName, reason)} />
          </small>
        )}
        {next !== null && <small> {board.value.next(stateWord(next))}</small>}
      </td>
      <td>{state !== 'signed-out' && <Since at={since} />}</td>
      <td>{row.handled}</td>
    </tr>
  );
}
