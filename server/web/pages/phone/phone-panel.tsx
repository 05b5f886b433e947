/** The phone that lives in this page: its state, its call, its sound. */

import '../../styles/phone.css';
import { useEffect, useMemo } from 'preact/hooks';
import { me } from '../../api.ts';
import { type Key, useKeys } from '../../keys.ts';
import { Since } from '../../parts/seconds.tsx';
import { Foreign } from '../../parts/text.tsx';
import { act, askMicrophone, connect, openPhone, phone, takePhone } from '../../phone/phone.ts';
import type { PhoneCall, PhoneState } from '../../phone/state.ts';
import { phoneWords } from '../../words/phone.ts';
import { Devices, Levels, SoundSwitch } from './sound-panel.tsx';

/** Opens the phone and shows it. */
export function PhonePanel({ place }: { readonly place: PhoneState['place'] }) {
  const agent = me.value?.agent;
  useEffect(() => {
    if (agent) void openPhone(place);
  }, [agent, place]);
  const words = phoneWords.value;
  const state = phone.value;
  const call = state?.call;
  useEffect(() => {
    if (place !== 'window') return;
    const ringing = call?.state === 'ringing';
    document.title = ringing ? words.incoming(call.caller.number) : words.phone;
  }, [call, words, place]);
  if (!state) return <p aria-busy={agent ? 'true' : undefined}>{agent ? '' : words.noSoftphone}</p>;
  return (
    <section class="phone" aria-label={words.phone}>
      <Line state={state} />
      <Microphone state={state} />
      <SoundSwitch />
      <Call state={state} />
      <Levels />
      <Devices />
      {place === 'page' && <p class="quiet">{words.inPage}</p>}
    </section>
  );
}

const marks = { ready: '●', opening: '◌', lost: '▲', refused: '■', elsewhere: '■', 'in-use': '■' };

function Line({ state: { line, why } }: { readonly state: PhoneState }) {
  const words = phoneWords.value;
  const isOut = line === 'refused' || line === 'elsewhere';
  return (
    <div class="phone-line" data-line={line}>
      <p role="status">
        <span aria-hidden="true">{marks[line]}</span> {words[line]}
        {why !== null && line === 'refused' && (
          <>
            {': '}
            <Foreign text={why} />
          </>
        )}
      </p>
      {isOut && (
        <button type="button" onClick={() => void connect()}>
          {line === 'elsewhere' ? words.useHere : words.again}
        </button>
      )}
      {line === 'in-use' && (
        <button type="button" onClick={() => void takePhone()}>
          {words.useHere}
        </button>
      )}
    </div>
  );
}

function Microphone({ state: { microphone, line } }: { readonly state: PhoneState }) {
  const words = phoneWords.value;
  if (microphone === 'on' || line === 'in-use') return null;
  return (
    <div>
      <p role="alert">{words[microphone]}</p>
      {microphone !== 'asking' && (
        <button type="button" onClick={() => void askMicrophone()}>
          {words.again}
        </button>
      )}
    </div>
  );
}

const noKeys: readonly Key[] = [];

function Call({ state }: { readonly state: PhoneState }) {
  const { call, muted, place } = state;
  const words = phoneWords.value;
  const isRinging = call?.state === 'ringing';
  const keys = useMemo(
    () => [
      {
        key: 'a',
        does: words.answer,
        act: () => act('answer'),
        not: isRinging ? undefined : words.noCall,
      },
      {
        key: 'm',
        does: muted ? words.unmute : words.mute,
        act: () => act(muted ? 'unmute' : 'mute'),
        not: call ? undefined : words.noCall,
      },
    ],
    [words, isRinging, muted, call],
  );
  // In a page the desk's own keys do that; but it rings here before the desk has heard of the call.
  const ownKeys = isRinging ? keys.slice(0, 1) : noKeys;
  useKeys(place === 'window' ? keys : ownKeys);
  return (
    <div class="phone-call" data-call={call?.state ?? 'none'}>
      <p role="status" aria-live="assertive">
        {call ? words[call.state] : words.noCall}
      </p>
      {call && <Caller call={call} />}
      {muted && <p role="status">{words.muted}</p>}
      <div class="phone-keys">
        <button
          type="button"
          disabled={!isRinging}
          onClick={() => act('answer')}
          aria-keyshortcuts={place === 'window' ? 'a' : undefined}
        >
          {words.answer} {place === 'window' && <kbd>a</kbd>}
        </button>
        <button
          type="button"
          class="secondary"
          disabled={!call}
          aria-pressed={muted}
          onClick={() => act(muted ? 'unmute' : 'mute')}
          aria-keyshortcuts={place === 'window' ? 'm' : undefined}
        >
          {muted ? words.unmute : words.mute} {place === 'window' && <kbd>m</kbd>}
        </button>
        <button type="button" class="outline" disabled={!call} onClick={() => act('hang-up')}>
          {isRinging ? words.decline : words.hangUp}
        </button>
      </div>
    </div>
  );
}

function Caller({ call: { caller, since } }: { readonly call: PhoneCall }) {
  const words = phoneWords.value;
  return (
    <p class="phone-caller">
      <strong>
        <Foreign text={caller.number === '' ? words.unknown : caller.number} />
      </strong>{' '}
      {caller.name !== '' && <Foreign text={caller.name} />} <Since at={since} />
    </p>
  );
}
