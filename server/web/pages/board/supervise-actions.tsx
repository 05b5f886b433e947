/** Listen to a conversation, whisper to its agent, enter it: at a phone of one's own. */

import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { SupervisionShown } from '../../../wire/board.ts';
import { may, me, patch, post, remove } from '../../api.ts';
import { nameOf } from '../../language.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { doing } from '../../parts/doing.tsx';
import { Foreign } from '../../parts/text.tsx';
import { board } from '../../words/board.ts';
import type { Board } from './board-state.ts';

/** The same at this desk tomorrow. */
const phone = signal(localStorage.getItem('tsunagi-supervise-phone') ?? '');

interface SuperviseProps {
  readonly state: Board;
  /** Null: nobody is talking. */
  readonly call: number | null;
}

export function SuperviseActions({ state, call }: SuperviseProps) {
  const words = board.value;
  const field = useRef<HTMLInputElement>(null);
  const told = call === null ? undefined : state.calls.value.get(String(call))?.supervisions;
  const mine = told?.find(({ by }) => by === me.value?.id);
  const reason = state.server.value?.superviseNot ?? null;
  const not =
    (may('listen') ? undefined : words.notAllowed) ??
    (reason === null ? undefined : words.superviseNot(nameOf(reason))) ??
    (call === null ? words.notInCall : undefined);
  const supervise = (mode: SupervisionShown['mode'], label: string) => {
    const path = `/calls/${call}/supervise`;
    if (mine) void doing(label, patch(path, { mode }));
    else if (phone.value === '') field.current?.focus();
    else void doing(label, post(path, { mode, phone: phone.value }));
  };
  const actions: readonly Action[] = [
    { key: 'l', label: words.listen, not, act: () => supervise('listen', words.listen) },
    { key: 'i', label: words.whisper, not, act: () => supervise('whisper', words.whisper) },
    { key: 'b', label: words.barge, not, act: () => supervise('barge', words.barge) },
    {
      ...{ key: 'q', label: words.stopListening },
      not: not ?? (mine ? undefined : words.notListening),
      act: () => void doing(words.stopListening, remove(`/calls/${call}/supervise`)),
    },
  ];
  useActions(actions);
  return (
    <>
      <label>
        {words.onPhone}
        <input
          ref={field}
          value={phone.value}
          placeholder="PJSIP/1001"
          onInput={({ currentTarget: { value } }) => {
            phone.value = value.trim();
            localStorage.setItem('tsunagi-supervise-phone', phone.value);
          }}
        />
      </label>
      {actions.map((action) => (
        <ActionButton key={action.key} action={action} />
      ))}
      {told !== undefined && told.length > 0 && <Listeners told={told} />}
    </>
  );
}

function Listeners({ told }: { readonly told: readonly SupervisionShown[] }) {
  const words = board.value;
  const modes = { listen: words.listen, whisper: words.whisper, barge: words.barge };
  return (
    <p aria-live="polite">
      {words.listening}:{' '}
      {told.map(({ by, mode, state }) => (
        <span key={by}>
          <Foreign text={words.modeOf(by, modes[mode])} />
          {state !== 'listening' && ' …'}{' '}
        </span>
      ))}
    </p>
  );
}
