/** Move, hurry, hang up a call that waits or is talked in. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { BoardCallRow } from '../../../wire/board.ts';
import { may, patch, post } from '../../api.ts';
import { nameOf } from '../../language.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { doing } from '../../parts/doing.tsx';

import { Question } from '../../parts/question.tsx';

import { board } from '../../words/board.ts';
import type { Board } from './board-state.ts';
import { SuperviseActions } from './supervise-actions.tsx';

const waitingStates = new Set(['waiting', 'offered', 'resting', 'linking']);
const minuteMs = 60_000;

interface CallProps {
  readonly state: Board;
  readonly row: BoardCallRow;
}

export function CallActions({ state, row }: CallProps) {
  const words = board.value;
  const not = may('steer') ? undefined : words.notAllowed;
  return (
    <section aria-label={words.actions} class="actions">
      <h3>{words.actions}</h3>
      <Move state={state} row={row} not={not} />
      <Hurry state={state} row={row} not={not} />
      {row.state === 'talking' && <SuperviseActions state={state} call={row.id} />}
      <HangUp row={row} not={not} />
    </section>
  );
}

type FormProps = CallProps & { readonly not: string | undefined };

const notNow = ({ row, not }: Pick<FormProps, 'row' | 'not'>): string | undefined =>
  not ?? (waitingStates.has(row.state) ? undefined : board.value.notWaiting);

function Move({ state, row, not }: FormProps) {
  const words = board.value;
  // Other queues first: out of the queues is rarely what is meant.
  const targets = (state.site.value?.targets ?? []).toSorted(
    (a, b) => Number(a.queue === null) - Number(b.queue === null),
  );
  const chosen = useSignal('');
  const select = useRef<HTMLSelectElement>(null);
  const target = chosen.value;
  const action: Action = {
    key: 'm',
    label: words.doMove,
    not: notNow({ row, not }),
    act() {
      if (target === '') select.current?.focus();
      else void doing(words.doMove, post(`/calls/${row.id}/move`, { target }));
    },
  };
  useActions([action]);
  return (
    <div class="action-form">
      <label>
        {words.move}
        <select
          ref={select}
          value={target}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          <option value="">{words.chooseTarget}</option>
          {targets.map(({ id, queue }) => (
            <option key={id} value={id}>
              {queue === null ? `${id} (${words.moveOut})` : state.names.queue(queue)}
            </option>
          ))}
        </select>
      </label>
      <ActionButton action={action} />
    </div>
  );
}

function Hurry({ state, row, not }: FormProps) {
  const words = board.value;
  const classes = state.site.value?.classes ?? [];
  const chosen = useSignal('');
  const minutes = useSignal(5);
  const ofClass = chosen.value || (row.class ?? classes[0]?.id ?? '');
  const change = (body: object) => patch(`/calls/${row.id}`, body);
  const actions: readonly [Action, Action] = [
    {
      key: 'c',
      label: words.doClass,
      not: notNow({ row, not }),
      act: () => void doing(words.doClass, change({ class: ofClass })),
    },
    {
      key: 'a',
      label: words.doAge,
      not: notNow({ row, not }),
      act: () => void doing(words.addAge, change({ addAgeMs: minutes.value * minuteMs })),
    },
  ];
  useActions(actions);
  return (
    <>
      <div class="action-form">
        <label>
          {words.changeClass}
          <select
            value={ofClass}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
            }}
          >
            {classes.map(({ id, name }) => (
              <option key={id} value={id}>
                {nameOf(name, id)}
              </option>
            ))}
          </select>
        </label>
        <ActionButton action={actions[0]} />
      </div>
      <div class="action-form">
        <label>
          {words.addAge} ({words.minutes})
          <input
            type="number"
            min={1}
            max={60}
            value={minutes.value}
            onInput={(event) => {
              minutes.value = Number(event.currentTarget.value) || 1;
            }}
          />
        </label>
        <ActionButton action={actions[1]} />
      </div>
    </>
  );
}

/** Asked twice: nothing brings the caller back. */
function HangUp({ row, not }: Pick<FormProps, 'row' | 'not'>) {
  const words = board.value;
  const isAsking = useSignal(false);
  const action: Action = {
    key: 'x',
    label: words.hangUp,
    class: 'danger outline',
    not,
    act: () => {
      isAsking.value = true;
    },
  };
  useActions([action]);
  if (!isAsking.value) return <ActionButton action={action} />;
  return (
    <Question
      asks={words.hangUpSure}
      confirm={() => void doing(words.hangUp, post(`/calls/${row.id}/hang-up`))}
      close={() => {
        isAsking.value = false;
      }}
    />
  );
}
