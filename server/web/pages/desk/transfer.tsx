/** Giving the call to somebody else: at once, or after asking them. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { PartiesAnswer } from '../../../wire/desk.ts';
import { get } from '../../api.ts';
import { useKeys } from '../../keys.ts';
import { nameOf } from '../../language.ts';
import { type Deed, Deeds } from '../../parts/deeds.tsx';
import { useFocusBack } from '../../parts/focus-back.ts';
import { common } from '../../words/common.ts';
import { deskWords } from '../../words/desk.ts';
import type { Not, Tray } from './call-deeds.tsx';
import { ask } from './desk.ts';
import { signOfState } from './state-bar.tsx';
import { type Party, talk } from './talk.ts';

type Kind = 'extension' | 'agent' | 'queue';
const kinds = ['extension', 'agent', 'queue'] as const satisfies readonly Kind[];

export function Transfer({ tray, not }: { readonly tray: Signal<Tray>; readonly not: Not }) {
  const words = deskWords.value;
  const kind = useSignal<Kind>(not('dial') === undefined ? 'extension' : 'agent');
  const to = useSignal<Readonly<Record<Kind, string>>>({ extension: '', agent: '', queue: '' });
  const parties = useParties();
  const close = () => {
    tray.value = undefined;
  };
  const form = useRef<HTMLFormElement>(null);
  useFocusBack();
  useLayoutEffect(
    () => form.current?.querySelector<HTMLElement>('[type=text], select')?.focus(),
    [],
  );
  useKeys([{ key: 'Escape', does: common.value.close, act: close, isOver: true }]);
  const chosen = to.value[kind.value].trim();
  const go = async (way: 'transfer' | 'consult') => {
    if (await talk[way]({ [kind.value]: chosen } as unknown as Party)) close();
  };
  const empty = chosen === '' ? words.transferTo : undefined;
  const notConsult =
    not('consult') ?? (kind.value === 'queue' ? words.queueIsNobody : undefined) ?? empty;
  const notTransfer = not('transfer') ?? empty;
  const deeds: Deed[] = [
    { does: words.consult, kind: 'main', not: notConsult, act: () => void go('consult') },
    { does: words.blind, not: notTransfer, act: () => void go('transfer') },
  ];
  const choose = (value: string) => {
    to.value = { ...to.value, [kind.value]: value };
  };
  return (
    <form
      ref={form}
      class="transfer"
      onSubmit={(event) => {
        event.preventDefault();
        // Whoever is asked first can still be let go of.
        if (notConsult === undefined) void go('consult');
        else if (notTransfer === undefined) void go('transfer');
      }}
    >
      <fieldset>
        <legend>{words.transferTo}</legend>
        {kinds.map((each) => {
          const why = each === 'extension' ? not('dial') : undefined;
          return (
            <label key={each}>
              <input
                type="radio"
                name="party"
                checked={kind.value === each}
                disabled={why !== undefined}
                onChange={() => {
                  kind.value = each;
                }}
              />
              {words[partyWord[each]]}
              {why !== undefined && <span class="quiet"> ({why})</span>}
            </label>
          );
        })}
      </fieldset>
      {kind.value === 'extension' ? (
        <input
          type="text"
          inputMode="tel"
          autocomplete="off"
          maxLength={40}
          pattern="[0-9A-Za-z+*#._\\-]+"
          aria-label={words.extension}
          value={to.value.extension}
          onInput={(event) => choose(event.currentTarget.value)}
        />
      ) : (
        <PartyList kind={kind.value} parties={parties} value={chosen} choose={choose} />
      )}
      <Deeds deeds={deeds} label={words.transfer} />
    </form>
  );
}

const partyWord = { extension: 'extension', agent: 'colleague', queue: 'queue' } as const;

/** As they are when the form is opened; undefined: not told yet. */
function useParties(): PartiesAnswer | undefined {
  const parties = useSignal<PartiesAnswer | undefined>(undefined);
  useEffect(() => {
    void ask(async () => {
      parties.value = await get<PartiesAnswer>('/me/parties');
    });
  }, [parties]);
  return parties.value;
}

function PartyList({
  kind,
  parties,
  value,
  choose,
}: {
  readonly kind: 'agent' | 'queue';
  readonly parties: PartiesAnswer | undefined;
  readonly value: string;
  readonly choose: (id: string) => void;
}) {
  const words = deskWords.value;
  return (
    <select
      aria-label={words[partyWord[kind]]}
      aria-busy={parties === undefined}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">…</option>
      {kind === 'agent'
        ? parties?.agents.map(({ id, name, state }) => (
            <option key={id} value={id}>
              {signOfState[state]} {nameOf(name, id)} – {words[state]}
            </option>
          ))
        : parties?.queues.map(({ id, name }) => (
            <option key={id} value={id}>
              {nameOf(name, id)}
            </option>
          ))}
    </select>
  );
}
