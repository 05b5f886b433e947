/** What can be done with the call: answer, hold, transfer, hang up. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallAct, DeskCallPart } from '../../../wire/desk.ts';
import { useKeys } from '../../keys.ts';
import { nameOf } from '../../language.ts';
import { type Deed, Deeds } from '../../parts/deeds.tsx';
import { useFocusBack } from '../../parts/focus-back.ts';
import { askPhone, phoneLink } from '../../phone-link.ts';
import { common } from '../../words/common.ts';
import { deskWords } from '../../words/desk.ts';
import { useDesk } from './desk.ts';
import { talk } from './talk.ts';
import { Transfer } from './transfer.tsx';

/** What is open below the buttons. */
export type Tray = 'keypad' | 'transfer' | undefined;

export function CallDeeds({ call }: { readonly call: DeskCallPart }) {
  const { cannot } = useDesk();
  const tray = useSignal<Tray>(undefined);
  /** Why not, in the language shown; undefined: it can be. */
  const not = (act: CallAct): string | undefined => {
    const why = cannot.value?.[act];
    return why && nameOf(why);
  };
  // What was open was for another call.
  useEffect(() => {
    tray.value = undefined;
  }, [call.offer]);
  if (call.state !== 'connected') return <Offered call={call} not={not} />;
  if (call.consult) return <Deeds deeds={consultDeeds(call, call.consult.state, not)} />;
  return (
    <>
      <Deeds deeds={talkDeeds(call, tray, not)} label={deskWords.value.call} />
      {tray.value === 'keypad' && <Keypad tray={tray} />}
      {tray.value === 'transfer' && <Transfer tray={tray} not={not} />}
    </>
  );
}

/** Why something cannot be done here; undefined: it can. */
export type Not = (act: CallAct) => string | undefined;

function Offered({ call: { state }, not }: { readonly call: DeskCallPart; readonly not: Not }) {
  const words = deskWords.value;
  // A phone that is a page of this browser can be told to answer, wherever the switch cannot.
  const isHere = phoneLink.value?.call?.state === 'ringing';
  const rings = state === 'ringing' || state === 'set-up';
  const deeds: Deed[] = [
    {
      does: words.answer,
      keys: ['Alt+a', 'a'],
      kind: 'main',
      not: isHere ? undefined : rings ? not('answer') : words.notNow,
      act: isHere ? () => askPhone('answer') : talk.answer,
    },
    {
      does: words.decline,
      keys: ['F8'],
      not: rings ? not('decline') : words.notNow,
      act: talk.decline,
    },
  ];
  return <Deeds deeds={deeds} label={words.call} />;
}

function talkDeeds(call: DeskCallPart, tray: Signal<Tray>, not: Not): Deed[] {
  const words = deskWords.value;
  const isHeld = call.heldSince !== null;
  const isRecorded = call.recording !== null && call.recording !== 'failed';
  const isPaused = call.recording === 'paused';
  const open = (which: Tray) => () => {
    tray.value = tray.value === which ? undefined : which;
  };
  return [
    {
      does: isHeld ? words.retrieve : words.hold,
      keys: ['Alt+h'],
      isOn: isHeld,
      not: not('hold'),
      act: isHeld ? talk.retrieve : talk.hold,
    },
    {
      does: call.muted ? words.unmute : words.mute,
      keys: ['Alt+m'],
      isOn: call.muted,
      not: not('mute'),
      act: call.muted ? talk.unmute : talk.mute,
    },
    {
      does: words.keypad,
      keys: ['Alt+k'],
      isOn: tray.value === 'keypad',
      not: not('keys'),
      act: open('keypad'),
    },
    {
      does: words.transfer,
      keys: ['Alt+t'],
      isOn: tray.value === 'transfer',
      // One of them is enough to open it.
      not: not('transfer') && not('consult'),
      act: open('transfer'),
    },
    {
      does: isPaused ? words.recordResume : words.recordPause,
      keys: ['Alt+r'],
      isOn: isPaused,
      not: isRecorded ? not('record') : words.notRecorded,
      act: () => talk.record(isPaused),
    },
    // By a key of its own: no modifier away from anything that is pressed often.
    {
      does: words.hangUp,
      keys: ['F9'],
      kind: 'grave',
      not: not('hang-up'),
      act: talk.hangUp,
    },
  ];
}

function consultDeeds(
  call: DeskCallPart,
  state: NonNullable<DeskCallPart['consult']>['state'],
  not: Not,
): Deed[] {
  const words = deskWords.value;
  const answered = state === 'calling' || state === 'ringing' ? words.thirdRinging : undefined;
  const isAll = state === 'conference';
  return [
    {
      does: words.complete,
      keys: ['Alt+c'],
      kind: 'main',
      not: answered ?? not('complete'),
      act: talk.complete,
    },
    {
      does: words.swap,
      keys: ['Alt+s'],
      not: answered ?? not('consult'),
      act: talk.swap,
    },
    {
      does: words.conference,
      keys: ['Alt+j'],
      isOn: isAll,
      not: answered ?? not('conference'),
      act: talk.conference,
    },
    { does: words.endConsult, keys: ['Alt+b'], not: not('consult'), act: talk.cancel },
    {
      does: call.muted ? words.unmute : words.mute,
      keys: ['Alt+m'],
      isOn: call.muted,
      not: not('mute'),
      act: call.muted ? talk.unmute : talk.mute,
    },
    { does: words.hangUp, keys: ['F9'], kind: 'grave', not: not('hang-up'), act: talk.hangUp },
  ];
}

const keypad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** While it is open, keys of the keyboard go to the caller, too. */
function Keypad({ tray }: { readonly tray: Signal<Tray> }) {
  const words = deskWords.value;
  const close = () => {
    tray.value = undefined;
  };
  useFocusBack();
  useKeys([
    ...keypad.map((key) => ({
      ...{ key, does: `${words.keypad}: ${key}`, isOver: true },
      act: () => talk.keys(key),
    })),
    { key: 'Escape', does: common.value.close, act: close, isOver: true },
  ]);
  return (
    <fieldset class="keypad" aria-label={words.keypad}>
      {keypad.map((key) => (
        <button key={key} type="button" class="deed" onClick={() => talk.keys(key)}>
          {key}
        </button>
      ))}
    </fieldset>
  );
}
