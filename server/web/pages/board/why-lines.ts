/** Answers of the explain routes as sentences, in the language shown. Pure but for the words. */

import type {
  AgentWhy,
  CallWhy,
  DecisionTold,
  PlaceTold,
  QueueWhy,
  WhyNotTold,
} from '../../../wire/explain.ts';
import { language } from '../../language.ts';
import { clockText } from '../../parts/seconds.tsx';
import { stateWord } from '../../words/states.ts';
import { whyWords } from '../../words/why.ts';

/** Names beside ids. */
export interface Names {
  agent(id: string): string;
  queue(id: string): string;
  class(id: string): string;
}

/** Sentences under a heading; an empty heading is none. */
export interface Paragraph {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** Most of what is kept is for programs. */
const decisionsShown = 5;

/** Why this call waits. */
export function callWhyLines(told: CallWhy, names: Names): Paragraph[] {
  const words = whyWords.value;
  if (told.places.length === 0) {
    return [{ heading: '', lines: [words.notWaiting] }, ...decisions(told.decisions, names)];
  }
  const { outlook } = told;
  const first = outlook ? [words.position(outlook.position, waitText(outlook))] : [];
  const places = told.places.map((place) => placeOf(place, told.at, names));
  const links = told.links.map(({ link, whyNot }) => words.link(link, whyNot ?? words.linkFree));
  return [{ heading: '', lines: first }, ...places, { heading: '', lines: links }]
    .filter(({ lines }) => lines.length > 0)
    .concat(decisions(told.decisions, names));
}

/** Why the calls of this queue wait. */
export function queueWhyLines(told: QueueWhy, names: Names): Paragraph[] {
  const words = whyWords.value;
  const head = told.waiting === 0 ? words.noneWaits : words.nWait(told.waiting);
  const lines = told.switchUp ? [head] : [words.switchDown, head];
  const places = told.places.map((place) => {
    const { heading, lines: own } = placeOf(place, told.at, names);
    return { heading: `${words.callName(place.call)} · ${heading}`, lines: own };
  });
  return [{ heading: '', lines }, ...places, ...decisions(told.decisions, names)];
}

/** Why this agent has no call. */
export function agentWhyLines(told: AgentWhy, names: Names): Paragraph[] {
  const words = whyWords.value;
  const { state, reason, waiting } = told;
  const span = clockText(told.at - told.stateSince);
  const doing =
    reason === undefined
      ? words.agentIs(stateWord(state), span)
      : words.agentReason(stateWord(state), reason, span);
  const lines = [doing, waiting === 0 ? words.noneWaits : words.nWait(waiting)];
  if (!told.switchUp) lines.unshift(words.switchDown);
  for (const { count, skill, levelMin, level } of told.lacks) {
    lines.push(words.lack(count, skill, levelMin, level));
  }
  const { reasons } = told;
  const counted = [
    ['not-serving', words.callsNotServing],
    ['excluded', words.callsExcluded],
    ['delay', words.callsDelay],
    ['held', words.callsHeld],
    ['resting', words.callsResting],
  ] as const;
  for (const [key, sentence] of counted) {
    const count = reasons[key];
    if (count !== undefined) lines.push(sentence(count));
  }
  if (reasons.none !== undefined) lines.push(words.couldTake(reasons.none, remedyOf(state)));
  const calls = told.calls.map(({ call, queue, waitedMs, whyNot, state: at }) => {
    const why = whyNot ? whyNotText(whyNot, names) : at === 'resting' ? words.resting : words.can;
    return words.callLine(call, names.queue(queue), clockText(waitedMs), why.replace(/[.。]$/, ''));
  });
  return [
    { heading: '', lines },
    ...(calls.length > 0 ? [{ heading: words.mostUrgent, lines: calls }] : []),
    ...decisions(told.decisions, names),
  ];
}

function waitText({ expectedMs, band }: NonNullable<CallWhy['outlook']>): string {
  const words = whyWords.value;
  if (expectedMs === undefined) return words.unsure;
  return band
    ? words.between(clockText(band.lowMs), clockText(band.highMs))
    : words.about(clockText(expectedMs));
}

function placeOf(place: PlaceTold, at: number, names: Names): Paragraph {
  const words = whyWords.value;
  const { queue, step, waitedMs, routingAgeMs, stepEndsAt, tooLongAt } = place;
  const span = (until: number) => clockText(Math.max(0, until - at));
  const lines: string[] = [];
  if (place.state === 'held') lines.push(words.held);
  if (place.state === 'resting') lines.push(words.resting);
  lines.push(agentsText(place.agents));
  if (stepEndsAt !== undefined) {
    lines.push((place.isLastStep ? words.leaves : words.stepEnds)(span(stepEndsAt)));
  }
  if (tooLongAt !== undefined) lines.push(words.tooLong(span(tooLongAt)));
  const waited = clockText(waitedMs);
  const ofClass = names.class(place.class);
  const heading = words.place(
    names.queue(queue),
    step + 1,
    ofClass,
    waited,
    clockText(routingAgeMs),
  );
  return { heading, lines };
}

/** `Of 12 agents: 5 without the skills, 4 talking, 3 paused.` */
function agentsText(agents: PlaceTold['agents']): string {
  const words = whyWords.value;
  const entries = Object.entries(agents).sort(([, a], [, b]) => b - a);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return words.nobody;
  const parts = entries.map(([why, count]) => {
    if (why === 'held') return words.heldFor(count);
    return why in countWords() ? countWords()[why]!(count) : words.inState(count, stateWord(why));
  });
  return words.agents(total, parts.join(language.value === 'ja' ? '、' : ', '));
}

const countWords = (): Readonly<Record<string, (count: number) => string>> => {
  const words = whyWords.value;
  return {
    'not-serving': words['not-serving'],
    skill: words.skill,
    excluded: words.excluded,
    delay: words.delay,
    ready: words.ready,
  };
};

function remedyOf(state: string): string {
  const words = whyWords.value;
  const remedies: Readonly<Record<string, string>> = {
    ready: words.remedyReady,
    paused: words.remedyPaused,
    'signed-out': words.remedySignedOut,
    'wrap-up': words.remedyWrapUp,
    offered: words.remedyOffered,
    talking: words.remedyTalking,
    unreachable: words.remedyUnreachable,
    'busy-elsewhere': words.remedyElsewhere,
  };
  return remedies[state] ?? '';
}

function whyNotText(told: WhyNotTold, names: Names): string {
  const words = whyWords.value;
  switch (told.why) {
    case 'not-serving':
      return words.whyNotServing;
    case 'skill':
      return words.whySkill(told.skill ?? '', told.levelMin ?? 0, told.level ?? 0);
    case 'excluded':
      return words.whyExcluded;
    case 'delay':
      return words.whyDelay;
    case 'held':
      return words.whyHeld(names.agent(told.preferred ?? ''));
    default:
      return words.whyState(stateWord(told.state ?? told.why));
  }
}

function decisions(kept: readonly DecisionTold[], names: Names): Paragraph[] {
  if (kept.length === 0) return [];
  const words = whyWords.value;
  const lines = kept.slice(0, decisionsShown).map(({ at, call, agent, decidedBy, runnerUp }) => {
    const time = new Date(at).toLocaleTimeString(language.value);
    const second =
      runnerUp === undefined
        ? ''
        : words.second(
            typeof runnerUp === 'number' ? words.callName(runnerUp) : names.agent(runnerUp),
          );
    return words.decision(time, call, names.agent(agent), keyText(decidedBy) + second);
  });
  return [{ heading: words.lastDecisions, lines }];
}

function keyText(key: string): string {
  if (key === 'skill') return whyWords.value.keySkill;
  const found = (whyWords.value as Readonly<Record<string, unknown>>)[key];
  return typeof found === 'string' ? found : key;
}
