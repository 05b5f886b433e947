/**
 * Which agents a caller may have at which time: `QUEUE_MIN_PENALTY` and `QUEUE_MAX_PENALTY`, and
 * the rules of queuerules.conf that move them while the caller waits.
 */

import type { Findings } from './findings.ts';
import type { QueueCall } from './queue-calls.ts';
import {
  type Bound,
  placeText,
  type RuleSource,
  type Setting,
  type WindowChange,
} from './source.ts';

/** Ranks a caller may have; what is not set by the dialplan is not there, and no rule moves it. */
export interface Window {
  readonly most?: number;
  readonly least?: number;
  /** Ranks below this count as this one. */
  readonly raise?: number;
}

/** The window from a time on. */
export interface TimedWindow {
  readonly fromSeconds: number;
  readonly window: Window;
  /** Absent: as it is on joining. */
  readonly change?: WindowChange;
}

/** What the windows of a queue depend on. */
export interface WindowQuestion {
  readonly about: string;
  readonly rule: Setting | undefined;
  readonly rules: readonly RuleSource[];
  /** Those of this queue, in order. */
  readonly calls: readonly QueueCall[];
  readonly ranks: readonly number[];
  readonly findings: Findings;
}

/** The windows in order of time; undefined when every agent serves from the start. */
export function windowsOf(question: WindowQuestion): readonly TimedWindow[] | undefined {
  const [call] = question.calls;
  const rule = ruleFor(question, call);
  if (rule === undefined && !isSet(call)) return undefined;
  const start = startOf(question, call, rule);
  // No rule moves what the dialplan has not set.
  if (Object.keys(start).length === 0) return undefined;
  const windows: TimedWindow[] = [{ fromSeconds: 0, window: start }];
  for (const change of rule?.changes ?? []) {
    const window = changed(windows.at(-1)!.window, change);
    windows.push({ fromSeconds: change.afterSeconds, window, change });
  }
  return windows;
}

/** True of a rank the window lets through. */
export const isInside = (rank: number, { most, least }: Window): boolean =>
  rank <= (most ?? Number.POSITIVE_INFINITY) && rank >= (least ?? Number.NEGATIVE_INFINITY);

const isSet = (call: QueueCall | undefined): boolean =>
  call !== undefined && [call.most, call.least, call.raise].some((each) => each !== undefined);

function ruleFor(
  { about, rule, rules, findings }: WindowQuestion,
  call: QueueCall | undefined,
): RuleSource | undefined {
  const byCall = call?.rule ?? '';
  const name = byCall === '' ? (rule?.value ?? '') : byCall;
  if (name === '') return undefined;
  const found = rules.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const at = byCall === '' ? rule!.at : call!.at;
  if (found === undefined) {
    findings.add('none', at, about, `rule ${name}`, {
      why: 'no rule has this name, so it does nothing in Asterisk either',
      advice: 'import queuerules.conf too',
    });
  }
  return found;
}

/** The window on joining. Without the dialplan, that for which the rule makes sense. */
function startOf(
  { about, ranks, findings, rule: setting }: WindowQuestion,
  call: QueueCall | undefined,
  rule: RuleSource | undefined,
): Window {
  const moves = (key: 'most' | 'least' | 'raise') =>
    rule?.changes.some((change) => change[key] !== undefined) ?? false;
  const lowest = Math.min(...ranks);
  const assumed = {
    most: moves('most') ? lowest : undefined,
    least: moves('least') ? 0 : undefined,
    raise: moves('raise') ? 0 : undefined,
  };
  const entries = (['most', 'least', 'raise'] as const).flatMap((key) => {
    const value = call === undefined || call[key] === null ? assumed[key] : call[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const isAssumed = call === undefined || [call.most, call.least, call.raise].includes(null);
  if (isAssumed && rule === undefined) {
    findings.add('differs', call!.at, about, call!.text, {
      became: 'all agents serve',
      why: 'penalties are set elsewhere in the dialplan, and whether a call came by there it only knows',
      advice: 'see who is to serve such callers; skills of an entry may say it',
    });
  } else if (isAssumed && rule !== undefined) {
    const at = setting?.at ?? rule.at;
    findings.add('differs', at, about, `rule ${rule.name}`, {
      became: 'steps',
      why: `what the dialplan sets before Queue() is not known; taken is QUEUE_MAX_PENALTY=${lowest}, so that the lowest begin`,
      advice: 'see that the first step is right, or import extensions.conf too',
    });
  } else if (rule !== undefined && entries.length === 0) {
    findings.add('exact', rule.at, about, `rule ${rule.name}`, {
      why: `it does nothing: ${placeText(call!.at)} sets no QUEUE_MAX_PENALTY before, and so it was in Asterisk`,
    });
  }
  return Object.fromEntries(entries);
}

function changed(window: Window, change: WindowChange): Window {
  const move = (was: number | undefined, bound: Bound | undefined): number | undefined => {
    if (was === undefined || bound === undefined) return was;
    return Math.max(0, bound.relative ? was + bound.value : bound.value);
  };
  const most = move(window.most, change.most);
  const least = move(window.least, change.least);
  const raise = move(window.raise, change.raise);
  return {
    ...(most === undefined ? {} : { most }),
    // As in app_queue: a lower end above the upper one is the upper one.
    ...(least === undefined ? {} : { least: Math.min(least, most ?? least) }),
    ...(raise === undefined ? {} : { raise }),
  };
}
