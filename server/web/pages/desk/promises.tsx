/** Whom the agent, or the team, has promised to call back. */

import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PromiseRow } from '../../../wire/desk.ts';
import { post } from '../../api.ts';
import { language } from '../../language.ts';
import { now } from '../../live.ts';
import { type Deed, DeedButton, Deeds } from '../../parts/deeds.tsx';
import { useFocusBack } from '../../parts/focus-back.ts';
import { Foreign } from '../../parts/text.tsx';
import { common } from '../../words/common.ts';
import { deskWords } from '../../words/desk.ts';
import { ask, useDesk } from './desk.ts';

export function Promises() {
  const words = deskWords.value;
  const { promises, trouble } = useDesk();
  const rows = [...promises.value.values()].sort((a, b) => a.dueAt - b.dueAt || a.id - b.id);
  return (
    <section class="card" aria-labelledby="promises-title">
      <h2 id="promises-title">{words.promises}</h2>
      {trouble.value && (
        <p class="bad">
          ⚠ <bdi>{words.trouble(trouble.value)}</bdi>
        </p>
      )}
      {rows.length === 0 && !trouble.value && <p class="quiet">{words.noPromises}</p>}
      <ul class="promises">
        {rows.map((row) => (
          <Promised key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

/** A moment as people say it here; `zone`: on the customer's clock. */
const momentText = (at: number, zone?: string): string =>
  new Date(at).toLocaleString(language.value, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });

function Promised({ row }: { readonly row: PromiseRow }) {
  const words = deskWords.value;
  const isDismissing = useSignal(false);
  const { id, dueAt, dueUntil, zone } = row;
  const due = now.value > dueUntil ? words.overdue : now.value >= dueAt ? words.due : undefined;
  const isTaken = row.state === 'taken';
  const here = momentText(dueAt);
  const there = momentText(dueAt, zone);
  const deeds: Deed[] = [
    {
      does: row.dials ? words.take : words.takeBy,
      not: isTaken ? words.isTaken : undefined,
      act: () => void ask(() => post(`/me/promises/${id}/take`)),
    },
    { does: words.done, act: () => void ask(() => post(`/me/promises/${id}/done`)) },
    {
      does: words.dismiss,
      isOn: isDismissing.value,
      act: () => {
        isDismissing.value = !isDismissing.value;
      },
    },
  ];
  return (
    <li class={due === undefined ? undefined : 'promise-due'}>
      <p>
        <Foreign text={row.name || row.number} class="promise-name" />{' '}
        <span class="quiet">{words[row.whose]}</span> {isTaken && <em>{words.isTaken}</em>}
      </p>
      <p>
        {due !== undefined && <strong>⚠ {due} </strong>}
        <time dateTime={new Date(dueAt).toISOString()}>{here}</time>
        {there !== here && ` (${zone}: ${there})`} <Foreign text={row.number} class="quiet" />
      </p>
      {row.note && (
        <p>
          <Foreign text={row.note} class="clipped" />
        </p>
      )}
      <Deeds deeds={deeds} label={row.name || row.number} />
      {isDismissing.value && <Dismissing id={id} isOpen={isDismissing} />}
    </li>
  );
}

function Dismissing({ id, isOpen }: { readonly id: number; readonly isOpen: { value: boolean } }) {
  const words = deskWords.value;
  const why = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  const close = () => {
    isOpen.value = false;
  };
  useFocusBack();
  useLayoutEffect(() => field.current?.focus(), []);
  const dismiss = async () => {
    if (await ask(() => post(`/me/promises/${id}/dismiss`, { why: why.value }))) {
      close();
    }
  };
  const deed: Deed = {
    does: words.dismiss,
    kind: 'grave',
    not: why.value.trim() === '' ? words.dismissWhy : undefined,
    act: () => void dismiss(),
  };
  return (
    <form
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (deed.not === undefined) void dismiss();
      }}
    >
      <label>
        {words.dismissWhy}
        <input
          type="text"
          ref={field}
          maxLength={500}
          value={why.value}
          onInput={(event) => {
            why.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="deeds">
        <DeedButton deed={deed} />
        <DeedButton
          deed={{
            does: common.value.cancel,
            act: close,
          }}
        />
      </div>
    </form>
  );
}
