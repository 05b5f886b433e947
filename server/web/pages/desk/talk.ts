/** What can be asked for in a conversation: `/me/call/…`, one function an act. */

import { post } from '../../api.ts';
import { ask } from './desk.ts';

/** Whom a call is given to; exactly one of them. */
export type Party =
  | { readonly extension: string }
  | { readonly agent: string }
  | { readonly queue: string };

const act = (name: string, body?: unknown): Promise<boolean> =>
  ask(() => post(`/me/call/${name}`, body));
const deed = (name: string) => (): void => void act(name);

export const talk = {
  answer: deed('answer'),
  decline: deed('decline'),
  hold: deed('hold'),
  retrieve: deed('retrieve'),
  mute: deed('mute'),
  unmute: deed('unmute'),
  keys: (keys: string): void => void act('keys', { keys }),
  /** Give whether it was done. */
  transfer: (to: Party) => act('transfer', { to }),
  consult: (to: Party) => act('consult', { to }),
  /** With whom the agent talks changes; all talk; the caller is left to the third; and back. */
  swap: deed('swap'),
  conference: deed('conference'),
  complete: deed('complete'),
  cancel: deed('cancel'),
  record: (on: boolean): void => void act('record', { action: on ? 'resume' : 'pause' }),
  hangUp: deed('hang-up'),
} as const;
