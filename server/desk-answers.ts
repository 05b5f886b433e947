/** Answers of the desk: a fact's outcome, or in a person's words why it cannot be. */

import type { RouterEvent } from '../core/routing/events.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import { RequestError } from './errors.ts';
import type { Loop } from './loop.ts';

/** `duplicate`: it was so already. */
export interface DeskAnswer {
  readonly outcome: 'applied' | 'duplicate';
  /** The call that keeps the place of a caller who will be called back. */
  readonly callback?: number;
  /** The supervision that was ordered or changed. */
  readonly supervision?: number;
}

/** Posts the fact. Rejects with a `RequestError` when it changed nothing and was not so already. */
export function postAsked(loop: Loop, event: RouterEvent): Promise<DeskAnswer> {
  return new Promise((resolve, reject) => {
    loop.post(event, (outcome) => {
      if (outcome === 'applied' || outcome === 'duplicate') resolve({ outcome });
      else reject(refusal(event, outcome));
    });
  });
}

/** The router's outcome in a person's words. */
function refusal(event: RouterEvent, outcome: Outcome): RequestError {
  if (outcome === 'late' && 'agent' in event) {
    const { agent } = event;
    return event.type === 'wrap-up-ended'
      ? new RequestError('agent-not-in-wrap-up', `Agent "${agent}" is not in wrap-up.`, { agent })
      : new RequestError('agent-not-signed-in', `Agent "${agent}" is not signed in.`, { agent });
  }
  if (event.type === 'call-changed') {
    const { call } = event;
    const sentence = `Call ${call} does not wait any more.`;
    return new RequestError('call-not-waiting', sentence, { call });
  }
  if (event.type === 'call-moved') {
    const { call, target } = event;
    return outcome === 'unknown-target'
      ? new RequestError('unknown-target', `There is no target "${target}".`, { target })
      : new RequestError('call-not-waiting', `Call ${call} does not wait any more.`, { call });
  }
  if (outcome === 'unknown-agent' && 'agent' in event) {
    const { agent } = event;
    return new RequestError('unknown-agent', `There is no agent "${agent}".`, { agent });
  }
  return new RequestError('internal-error', `The router answered "${outcome}".`, { outcome });
}
