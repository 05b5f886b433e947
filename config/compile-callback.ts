/**
 * Callbacks of a queue: how often the router has the customer dialled, and how the server asks for
 * the number and says goodbye.
 */

import { asTargetId, type TargetId } from '../core/routing/ids.ts';
import type { CallbackPolicy, TargetPolicy } from '../core/routing/policy.ts';
import { mediaOf } from './compile-targets.ts';
import type { Compiling } from './compiling.ts';
import { byId } from './names.ts';
import type { ConfigInput, QueueInput } from './schema.ts';
import { type CallbackInput, callback as callbackSchema } from './schema-callback.ts';
import type { CallbackSite, Site } from './site.ts';
import { waysOut } from './ways-out.ts';

/** Sounds every Asterisk has; no sound says that one may be called back. */
const sounds = {
  offer: [],
  number: ['sound:vm-num-i-have'],
  confirm: ['sound:vm-tocallnum'],
  otherNumber: ['sound:vm-calldiffnum'],
  enter: ['sound:vm-enter-num-to-call', 'sound:vm-then-pound'],
  goodbye: ['sound:auth-thankyou', 'sound:vm-goodbye'],
  failed: ['sound:im-sorry'],
  greet: [],
} as const;

/** Nothing for a queue that neither says how callbacks are made nor leads to one. */
export function compileCallback(
  { input }: Compiling,
  id: string,
  queue: QueueInput,
): { policy?: CallbackPolicy; site?: CallbackSite } {
  const written = queue.callback;
  const given = callbackOf(input, id, queue);
  if (given === undefined) return {};
  const site: CallbackSite = {
    first: given.first,
    expiresMs: given.expires,
    confirm: given.confirm,
    otherNumber: given['other-number'],
    context: given.context,
    ...(given.show === undefined ? {} : { show: given.show }),
    goodbye: goodbyeOf(id),
    media: {
      offer: said(input, given.say.offer, sounds.offer),
      number: said(input, given.say.number, sounds.number),
      confirm: said(
        input,
        given.say.confirm,
        given['other-number'] ? [...sounds.confirm, ...sounds.otherNumber] : sounds.confirm,
      ),
      enter: said(input, given.say.enter, sounds.enter),
      failed: said(input, given.say.failed, sounds.failed),
      greet: said(input, given.say.greet, sounds.greet),
    },
  };
  if (written === undefined) return { site };
  const { dial: dialMs, retry: retryMs, attempts: attemptsMax } = written;
  return { policy: { dialMs, retryMs, attemptsMax }, site };
}

/** Where callers go whose callback is noted: they hear so, and the call ends. */
export function goodbyeTargets(input: ConfigInput): {
  policies: readonly TargetPolicy[];
  sites: Site['targets'];
} {
  const sites = byId(input.queues).flatMap(([id, queue]): Site['targets'] => {
    const given = callbackOf(input, id, queue);
    if (given === undefined) return [];
    const media = said(input, given.say.goodbye, sounds.goodbye);
    return [{ id: goodbyeOf(id), destination: { kind: 'announcement', media } }];
  });
  return { policies: sites.map(({ id }) => ({ id })), sites };
}

/** Cannot be the id of a target that was written: those have no colon. */
const goodbyeOf = (queue: string): TargetId => asTargetId(`callback:${queue}`);

/** As written, or by the defaults where the queue leads to an offer. */
function callbackOf(input: ConfigInput, id: string, queue: QueueInput): CallbackInput | undefined {
  return (
    queue.callback ?? (offersCallback(input, id, queue) ? callbackSchema.parse({}) : undefined)
  );
}

/** Whether an exit, a step or a key of the queue leads to a target that offers to call back. */
function offersCallback(input: ConfigInput, id: string, queue: QueueInput): boolean {
  return waysOut(id, queue).some(({ go }) => isCallback(input, go));
}

/** Whether a target offers to call back. */
export const isCallback = (input: ConfigInput, target: string): boolean =>
  Object.hasOwn(input.targets, target) && input.targets[target]!.callback === true;

function said(
  { announcements }: ConfigInput,
  id: string | undefined,
  standIn: readonly string[],
): readonly string[] {
  return id === undefined ? standIn : mediaOf(announcements[id] ?? []);
}
