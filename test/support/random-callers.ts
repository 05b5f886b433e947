/** What callers do in a random world: come, wait for several queues, change, ask for a callback. */

import type { RouterEvent } from '../../core/routing/events.ts';
import { type AgentId, asCallId, type CallId } from '../../core/routing/ids.ts';
import type { SkillLevel } from '../../core/routing/policy.ts';
import type { Dice } from './dice.ts';
import { escapeKeys, queueNames, siteNames, skillNames, spans } from './random-policy.ts';
import type { State } from './random-state.ts';

export function arrival(state: State): RouterEvent {
  const { dice, policy } = state;
  const call = asCallId(state.nextCall++);
  const callback = dice.chance(5);
  if (callback) state.callbacks.push(call);
  else state.callers.push(call);
  return {
    type: 'call-arrived',
    call,
    queue: dice.pick(policy.queues).id,
    ...(dice.chance(20) ? { class: dice.pick(policy.classes) } : {}),
    ...(dice.chance(10) ? { headStartMs: dice.pick(spans) } : {}),
    ...(dice.chance(5) ? { waitedMs: dice.pick(spans) } : {}),
    ...(dice.chance(35) && policy.agents.length > 0
      ? { preferred: dice.pick(policy.agents).id }
      : {}),
    ...(dice.chance(20) ? { preferredWaitMs: dice.chance(30) ? 0 : dice.pick(spans) } : {}),
    ...(dice.chance(25) ? { also: dice.some(queueNames, 50) } : {}),
    ...(dice.chance(15) ? { skills: ownSkills(dice) } : {}),
    ...(dice.chance(10)
      ? { exclude: dice.some(policy.agents, 30).map(({ id }): AgentId => id) }
      : {}),
    ...(dice.chance(8) ? { resumedMs: dice.pick(spans) } : {}),
    ...(callback ? { callback: wish(dice) } : {}),
    ...(policy.links !== undefined && dice.chance(15) ? { path: dice.some(siteNames, 30) } : {}),
  };
}

export const ownSkills = (dice: Dice): SkillLevel[] =>
  dice.some(skillNames, 35).map((skill) => ({ skill, levelMin: dice.between(1, 3) }));

export const wish = (dice: Dice) => ({
  first: dice.pick(['agent', 'customer'] as const),
  forMs: dice.pick([5_000, 20_000, 60_000]),
});

/** A caller arrives where the router sent it, or does not. */
export function sentFact(state: State): RouterEvent {
  const call = state.sent.shift()!;
  return state.dice.chance(20) ? { type: 'send-failed', call } : gone(state, call);
}

/** A caller hangs up, presses a key, changes, asks for a callback or is moved. */
export function callerFact(state: State): RouterEvent {
  const { dice } = state;
  if (state.callbacks.length > 0 && dice.chance(15)) return callbackFact(state);
  if (state.callers.length === 0) return arrival(state);
  const call = dice.pick(state.callers);
  const kind = dice.below(100);
  if (kind < 40) return gone(state, call);
  if (kind < 52) return { type: 'call-escaped', call, key: dice.pick(escapeKeys) };
  if (kind < 70) return change(state, call);
  if (kind < 86) return callbackWanted(state, call);
  const target = dice.pick(state.policy.targets).id;
  return { type: 'call-moved', call, target };
}

/** A customer waiting to be called back calls it off, or something is learned of the call. */
function callbackFact(state: State): RouterEvent {
  const call = state.dice.pick(state.callbacks);
  if (state.dice.chance(40)) return change(state, call);
  state.callbacks = state.callbacks.filter((other) => other !== call);
  return { type: 'caller-left', call };
}

function change({ dice, policy }: State, call: CallId): RouterEvent {
  return {
    type: 'call-changed',
    call,
    ...(dice.chance(40) ? { class: dice.pick(policy.classes) } : {}),
    ...(dice.chance(40) ? { addAgeMs: dice.pick(spans) * dice.pick([1, -1]) } : {}),
    ...(dice.chance(40) ? { skills: ownSkills(dice) } : {}),
  };
}

function callbackWanted(state: State, call: CallId): RouterEvent {
  const { dice, policy } = state;
  const callback = asCallId(state.nextCall++);
  state.callbacks.push(callback);
  return {
    type: 'callback-requested',
    call,
    callback,
    ...wish(dice),
    ...(dice.chance(60) ? { target: dice.pick(policy.targets).id } : {}),
  };
}

function gone(state: State, call: CallId): RouterEvent {
  state.callers = state.callers.filter((other) => other !== call);
  return { type: 'caller-left', call };
}
