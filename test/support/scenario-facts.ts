/** Facts in words, as scenario tables write them. */

import {
  asAgentId,
  asCallId,
  asClassId,
  asHoursId,
  asLinkId,
  asPauseReason,
  asQueueId,
  asSiteName,
  asSkillId,
  asTargetId,
  type LinkResult,
  type OfferId,
  type Policy,
  type RouterEvent,
  type SkillLevel,
} from '../../core/index.ts';
import { type PolicyWords, policyOf, spanOf } from './policy-builder.ts';

/** Who the words of a table speak of. */
export interface Cast {
  readonly scenario: { readonly policies?: Readonly<Record<string, PolicyWords>> };
  /** The latest offer of each agent and call, `a1 c1`, and of each agent. */
  readonly offers: Map<string, OfferId>;
}

const callOf = (word: string) => asCallId(Number(word.slice(1)));
type Make = (cast: Cast, words: readonly string[]) => RouterEvent;

/** Facts in words. Offers are named by their agent and call. */
const phrases: readonly (readonly [RegExp, Make])[] = [
  [/^(c\d+) arrives in (\S+)(.*)$/, (_, [call, queue, more]) => arrival(call!, queue!, more!)],
  [/^(c\d+) hangs up$/, (_, [call]) => ({ type: 'caller-left', call: callOf(call!) })],
  [
    /^(c\d+) presses (\S+)$/,
    (_, [call, key]) => ({ type: 'call-escaped', call: callOf(call!), key: key! }),
  ],
  [
    /^(c\d+) is moved to (\S+)$/,
    (_, [call, to]) => ({ type: 'call-moved', call: callOf(call!), target: asTargetId(to!) }),
  ],
  [
    /^(c\d+) asks to be called back as (c\d+) \((agent|customer) first\) for (\w+)(?: going to (\S+))?$/,
    (_, [call, callback, first, span, to]) => ({
      type: 'callback-requested',
      call: callOf(call!),
      callback: callOf(callback!),
      first: first as 'agent' | 'customer',
      forMs: spanOf(span),
      ...(to === undefined ? {} : { target: asTargetId(to) }),
    }),
  ],
  [
    /^the customer of (c\d+) answers (\w+)$/,
    (cast, [call, a]) => ({ type: 'customer-answered', offer: offer(cast, [a!, call!]) }),
  ],
  [
    /^the customer of (c\d+) fails (\w+)$/,
    (cast, [call, a]) => ({ type: 'customer-failed', offer: offer(cast, [a!, call!]) }),
  ],
  [
    /^(c\d+) changes to class (\w+)$/,
    (_, [call, id]) => ({ type: 'call-changed', call: callOf(call!), class: asClassId(id!) }),
  ],
  [
    /^(c\d+) ages by (-?)(\w+)$/,
    (_, [call, less, span]) => ({
      type: 'call-changed',
      call: callOf(call!),
      addAgeMs: spanOf(span) * (less === '-' ? -1 : 1),
    }),
  ],
  [
    /^(c\d+) now needs (.+)$/,
    (_, [call, skills]) => ({
      type: 'call-changed',
      call: callOf(call!),
      skills: levelsOf(skills!),
    }),
  ],
  [/^sending (c\d+) fails$/, (_, [call]) => ({ type: 'send-failed', call: callOf(call!) })],
  [/^(\w+) rings for (c\d+)$/, (cast, w) => ({ type: 'offer-ringing', offer: offer(cast, w) })],
  [/^(\w+) answers (c\d+)$/, (cast, w) => ({ type: 'offer-answered', offer: offer(cast, w) })],
  [/^(\w+) talks to (c\d+)$/, (cast, w) => ({ type: 'call-connected', offer: offer(cast, w) })],
  [
    /^(\w+) cannot be joined to (c\d+)$/,
    (cast, w) => ({ type: 'connect-failed', offer: offer(cast, w) }),
  ],
  [/^(\w+) leaves (c\d+)$/, (cast, w) => ({ type: 'agent-left', offer: offer(cast, w) })],
  [
    /^(\w+) transfers (c\d+)$/,
    (cast, w) => ({ type: 'agent-left', offer: offer(cast, w), transferred: true }),
  ],
  [/^(\w+) misses (c\d+)$/, (cast, w) => ended(cast, w, 'missed')],
  [/^(\w+) declines (c\d+)$/, (cast, w) => ended(cast, w, 'declined')],
  [/^(\w+) is engaged for (c\d+)$/, (cast, w) => ended(cast, w, 'busy')],
  [/^(\w+) is out of reach for (c\d+)$/, (cast, w) => ended(cast, w, 'unreachable')],
  [/^(\w+) fails for (c\d+)$/, (cast, w) => ended(cast, w, 'failed')],
  [/^(\w+) stops ringing for (c\d+)$/, (cast, w) => ended(cast, w, 'withdrawn')],
  [/^(\w+) signs in$/, (_, [a]) => ({ type: 'agent-signed-in', agent: asAgentId(a!) })],
  [/^(\w+) signs out$/, (_, [a]) => ({ type: 'agent-signed-out', agent: asAgentId(a!) })],
  [
    /^(\w+) pauses for (\S+)$/,
    (_, [a, why]) => ({
      type: 'agent-paused',
      agent: asAgentId(a!),
      reason: asPauseReason(why!),
    }),
  ],
  [/^(\w+) unpauses$/, (_, [a]) => ({ type: 'agent-unpaused', agent: asAgentId(a!) })],
  [/^(\w+) ends wrap-up$/, (_, [a]) => ({ type: 'wrap-up-ended', agent: asAgentId(a!) })],
  [/^(\w+) goes out of reach$/, (_, [a]) => ({ type: 'agent-unreachable', agent: asAgentId(a!) })],
  [/^(\w+) is within reach$/, (_, [a]) => ({ type: 'agent-reachable', agent: asAgentId(a!) })],
  [/^(\w+) is busy elsewhere$/, (_, [a]) => ({ type: 'agent-busy', agent: asAgentId(a!) })],
  [/^(\w+) is free again$/, (_, [a]) => ({ type: 'agent-free', agent: asAgentId(a!) })],
  [
    /^(\w+) (open|close)$/,
    (_, [id, way]) => ({ type: 'hours-changed', hours: asHoursId(id!), open: way === 'open' }),
  ],
  [/^the switch is lost$/, () => ({ type: 'switch-lost' })],
  [
    /^the switch is back with (.*)$/,
    (cast, [alive]) => ({
      type: 'switch-restored',
      calls: alive!
        .split(/, | and /)
        .filter((w) => /^c\d+$/.test(w))
        .map(callOf),
      offers: [...alive!.matchAll(/(\w+)'s offer/g)].map(([, a]) => cast.offers.get(a!)!),
      linked: [...alive!.matchAll(/(c\d+) on (\w+)/g)].map(([, call, link]) => ({
        call: callOf(call!),
        link: asLinkId(link!),
      })),
    }),
  ],
  [
    /^link (\w+) (up|down)$/,
    (_, [link, way]) => ({ type: 'link-changed', link: asLinkId(link!), up: way === 'up' }),
  ],
  [/^the far end takes (c\d+)$/, (_, [call]) => ({ type: 'link-accepted', call: callOf(call!) })],
  [
    /^the leg of (c\d+) ends (\w+)$/,
    (_, [call, result]) => ({
      type: 'link-ended',
      call: callOf(call!),
      result: result as LinkResult,
    }),
  ],
  [
    /^new policy (\w+)$/,
    (cast, [name]) => ({ type: 'policy-replaced', policy: named(cast, name!) }),
  ],
];

export function eventOf(cast: Cast, fact: string): RouterEvent {
  for (const [pattern, make] of phrases) {
    const found = pattern.exec(fact);
    if (found) return make(cast, found.slice(1));
  }
  throw new Error(`no fact is written "${fact}"; see test/support/scenario-table.ts`);
}

const callbackWords = / to be called back \((agent|customer) first\) for (\w+)/;

/** `english 5 billing 2`, or `nothing`. */
const levelsOf = (text: string): SkillLevel[] =>
  [...text.matchAll(/(\w+) (\d+)/g)].map(([, skill, levelMin]) => ({
    skill: asSkillId(skill!),
    levelMin: Number(levelMin),
  }));

function arrival(call: string, queue: string, words: string): RouterEvent {
  const [, first, span] = callbackWords.exec(words) ?? [];
  const more = words.replace(callbackWords, '');
  const word = (pattern: RegExp) => pattern.exec(more)?.[1];
  const spanAt = (key: string, pattern: RegExp) => {
    const text = word(pattern);
    return text === undefined ? {} : { [key]: spanOf(text) };
  };
  const list = (key: string, pattern: RegExp) => {
    const text = word(pattern);
    return text === undefined ? {} : { [key]: text.split(' and ') };
  };
  const [preferred, ownClass] = [word(/ preferring (\w+)/), word(/ as (\w+)/)];
  const path = word(/ by way of ([\w>]+)/);
  const skills = word(/ needing ((?:\w+ \d+ ?)+)/);
  return {
    type: 'call-arrived',
    call: callOf(call),
    queue: asQueueId(queue),
    ...(preferred === undefined ? {} : { preferred: asAgentId(preferred) }),
    ...(ownClass === undefined ? {} : { class: asClassId(ownClass) }),
    ...spanAt('preferredWaitMs', / for (\w+)/),
    ...spanAt('headStartMs', / ahead (\w+)/),
    ...spanAt('waitedMs', / after (\w+)/),
    ...spanAt('resumedMs', / resumed (\w+)/),
    ...list('also', / also (\w+(?: and \w+)*)/),
    ...list('exclude', / without (\w+(?: and \w+)*)/),
    ...(skills === undefined ? {} : { skills: levelsOf(skills) }),
    ...(path === undefined ? {} : { path: path.split('>').map(asSiteName) }),
    ...(first === undefined
      ? {}
      : { callback: { first: first as 'agent' | 'customer', forMs: spanOf(span) } }),
  };
}

function offer(cast: Cast, [agent, call]: readonly string[]): OfferId {
  const found = cast.offers.get(`${agent} ${call}`);
  if (found === undefined) throw new Error(`${call} was never offered to ${agent}`);
  return found;
}

const ended = (
  cast: Cast,
  words: readonly string[],
  result: Extract<RouterEvent, { type: 'offer-ended' }>['result'],
): RouterEvent => ({ type: 'offer-ended', offer: offer(cast, words), result });

function named(cast: Cast, name: string): Policy {
  const words = cast.scenario.policies?.[name];
  if (words === undefined) throw new Error(`the scenario has no policy ${name}`);
  return policyOf(words);
}
