/** A script gone through without a call: nothing is kept of it. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Script } from '../../../../core/script/script.ts';
import { answerStep, beginWalk, openCard, stepBack } from '../../../../core/script/walk.ts';
import { Runner, type ScriptDone } from '../../panels/script/runner.tsx';
import { scriptsWords } from '../../words/scripts.ts';

/** What is known of nobody: fields show as gaps. */
const noFields = { en: {}, ja: {} } as const;

export function TryOut({ script }: { readonly script: Script }) {
  const words = scriptsWords.value;
  const isOpen = useSignal(false);
  const walk = useSignal(beginWalk(script, 0));
  const begin = () => {
    walk.value = beginWalk(script, 0);
  };
  const mark = JSON.stringify(script);
  useEffect(begin, [mark]);
  const act = (done: ScriptDone) => {
    if (done.type === 'back') walk.value = stepBack(walk.value);
    else if (done.type === 'card') walk.value = openCard(script, walk.value, done.card, 0);
    else {
      const moved = answerStep(script, walk.value, done.answer, 0);
      if ('walk' in moved) walk.value = moved.walk;
    }
  };
  // Of a text that has just been changed the walk is another script's still.
  const isOf =
    walk.value.step === undefined || script.steps.some(({ id }) => id === walk.value.step);
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{words.tryIt}</summary>
      {isOpen.value && isOf && walk.value.script === script.id && (
        <>
          <button type="button" class="outline fit" onClick={begin}>
            {words.again}
          </button>
          <Runner shown={{ script, walk: walk.value, fields: noFields }} act={act} />
        </>
      )}
    </details>
  );
}
