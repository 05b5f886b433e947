/** The way through the script of a conversation: answered, taken back, a card opened. */

import type { Contact } from '../../adapters/store/contacts.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { Script } from '../../core/script/script.ts';
import { answerStep, openCard, stepBack, type Walk } from '../../core/script/walk.ts';
import { RequestError } from '../errors.ts';

/** What the agent does in it. `step`: the step it is meant for, as the page shows it. */
export type ScriptAct =
  | { readonly type: 'answer'; readonly answer: string; readonly step?: string }
  | { readonly type: 'back' }
  | { readonly type: 'card'; readonly card: string };

/**
 * Does it and keeps it. Rejects with `answer-wrong`; an act meant for another step does nothing.
 */
export async function walkOn(
  store: TenantStore,
  contact: Contact,
  act: ScriptAct,
  now: number,
): Promise<Walk> {
  const { walk } = contact;
  const found = walk && (await store.scripts.version(walk.script, walk.version));
  if (!walk || !found) {
    throw new RequestError('no-script', `Contact ${contact.id} has no script.`);
  }
  const next = moved(found.script, walk, act, now);
  if (next !== walk) await store.contacts.setWalk(contact.id, next);
  return next;
}

function moved(script: Script, walk: Walk, act: ScriptAct, now: number): Walk {
  switch (act.type) {
    case 'back':
      return stepBack(walk);
    case 'card':
      return openCard(script, walk, act.card, now);
    case 'answer': {
      // A key pressed twice must not answer the next question.
      if (act.step !== undefined && act.step !== walk.step) return walk;
      const done = answerStep(script, walk, act.answer, now);
      if ('walk' in done) return done.walk;
      const { why } = done.wrong;
      throw new RequestError('answer-wrong', `This is no answer to "${walk.step}": ${why}.`, {
        step: walk.step,
        ...done.wrong,
      });
    }
  }
}
