/** The agent's own state: what it is, for how long, what follows, and changing it. */

import { useSignal } from '@preact/signals';
import type { AgentStateShown, MePart } from '../../../wire/desk.ts';
import { post } from '../../api.ts';
import { useKeys } from '../../keys.ts';
import { nameOf } from '../../language.ts';
import { type Deed, Deeds } from '../../parts/deeds.tsx';
import { useFocusBack } from '../../parts/focus-back.ts';
import { Since, Until } from '../../parts/seconds.tsx';
import { Foreign } from '../../parts/text.tsx';
import { common } from '../../words/common.ts';
import { deskWords } from '../../words/desk.ts';
import { ask, useDesk } from './desk.ts';
import { SignIn } from './sign-in.tsx';

/** A shape of its own for each state: colour alone says nothing. */
export const signOfState: Readonly<Record<AgentStateShown, string>> = {
  'signed-out': '○',
  ready: '●',
  offered: '▲',
  talking: '◆',
  'wrap-up': '✎',
  paused: '‖',
  unreachable: '✕',
  'busy-elsewhere': '◐',
};

const atWork = new Set<AgentStateShown>(['offered', 'talking', 'wrap-up']);

export function StateBar() {
  const mine = useDesk().me.value!;
  const words = deskWords.value;
  const isPausing = useSignal(false);
  const { state, reason, next } = mine;
  const reasonName = nameOfReason(mine, reason);
  return (
    <section class={`state-bar state-${state}`} aria-label={words.state}>
      <p class="state">
        <span class="state-sign" aria-hidden="true">
          {signOfState[state]}
        </span>
        <strong>{words[state]}</strong>
        {state === 'paused' && reasonName && (
          <span>
            : <Foreign text={reasonName} />
          </span>
        )}{' '}
        {state !== 'signed-out' && (
          <>
            <span class="quiet">{words.for}</span> <Since at={mine.since} />
          </>
        )}
        {state === 'wrap-up' && (
          <span class="state-next">
            {mine.wrapUpUntil === null ? (
              words.noEnd
            ) : (
              <>
                {words.endsIn} <Until at={mine.wrapUpUntil} />
              </>
            )}
          </span>
        )}
        {next === 'paused' && <span class="state-next">→ {words.thenPaused(reasonName)}</span>}
        {next === 'signed-out' && <span class="state-next">→ {words.thenSignedOut}</span>}
      </p>
      {state === 'signed-out' ? <SignIn /> : <StateDeeds mine={mine} isPausing={isPausing} />}
      {isPausing.value && state !== 'signed-out' && <PauseList mine={mine} isOpen={isPausing} />}
      {state === 'unreachable' && <p class="state-hint">⚠ {words.phoneTrouble}</p>}
    </section>
  );
}

const nameOfReason = ({ pauseReasons }: MePart, id: string | null): string =>
  id === null ? '' : nameOf(pauseReasons.find((each) => each.id === id)?.name, id);

interface Open {
  value: boolean;
}

function StateDeeds({ mine, isPausing }: { readonly mine: MePart; readonly isPausing: Open }) {
  const words = deskWords.value;
  const isLeaving = useSignal(false);
  const { state, next, pauseReasons } = mine;
  const isAtWork = atWork.has(state);
  const deeds: Deed[] = [];
  if (state === 'paused' || (isAtWork && next === 'paused')) {
    deeds.push({
      does: isAtWork ? words.noPauseAfter : words.goReady,
      keys: ['Alt+g'],
      kind: isAtWork ? 'plain' : 'main',
      act: () => void ask(() => post('/me/agent/unpause')),
    });
  }
  if (state === 'wrap-up') {
    deeds.push({
      does: words.endWrapUp,
      keys: ['Alt+e'],
      act: () => void ask(() => post('/me/agent/end-wrap-up')),
    });
  }
  deeds.push({
    does: isAtWork ? words.pauseNext : words.pause,
    keys: ['Alt+p'],
    not: !pauseReasons.some(({ isOwn }) => isOwn) ? words.noReasons : undefined,
    isOn: isPausing.value,
    act: () => {
      isPausing.value = !isPausing.value;
    },
  });
  const leave = () => {
    if (!isLeaving.value) {
      isLeaving.value = true;
      return;
    }
    isLeaving.value = false;
    void ask(() => post('/me/agent/sign-out'));
  };
  // Wrap-up it would end at once, and the server lets nobody leave a code out.
  const signOut = isAtWork && state !== 'wrap-up' ? words.signOutNext : words.signOut;
  deeds.push({ does: isLeaving.value ? words.signOutSure : signOut, act: leave, kind: 'grave' });
  if (isLeaving.value) {
    deeds.push({
      does: common.value.cancel,
      act: () => {
        isLeaving.value = false;
      },
    });
  }
  return <Deeds deeds={deeds} label={words.state} />;
}

/** Reasons by number, in the configuration's order. */
function PauseList({ mine, isOpen }: { readonly mine: MePart; readonly isOpen: Open }) {
  const words = deskWords.value;
  const close = () => {
    isOpen.value = false;
  };
  const own = mine.pauseReasons.filter(({ isOwn }) => isOwn);
  const deeds = own.map(({ id, name }, index): Deed => {
    const digit = index < 9 ? String(index + 1) : undefined;
    return {
      does: nameOf(name, id),
      keys: digit === undefined ? [] : [digit, `Alt+${digit}`],
      isOn: mine.reason === id,
      isOver: true,
      act: () => {
        close();
        void ask(() => post('/me/agent/pause', { reason: id }));
      },
    };
  });
  useFocusBack();
  useKeys([{ key: 'Escape', does: common.value.cancel, act: close, isOver: true }]);
  return (
    <div class="pause-list">
      <span id="pause-why">{words.pauseWhy}</span>
      <Deeds deeds={deeds} label={words.pauseWhy} />
    </div>
  );
}
