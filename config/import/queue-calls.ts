/**
 * What the dialplan says of queues: every `Queue(…)` with what is set before it, the numbers that
 * lead there, and the lines by which agents come and go.
 */

import { splitArguments } from './conf-file.ts';
import { type Dialplan, type Extension, extensionsOf, gotoOf } from './dialplan.ts';
import { expand, isKnown } from './expressions.ts';
import type { Place } from './source.ts';

/** One `Queue(name,options,URL,announceoverride,timeout,AGI,gosub,rule,position)`. */
export interface QueueCall {
  readonly at: Place;
  /** As the line says, without the spaces around it. */
  readonly text: string;
  readonly queue: string;
  readonly extension: Extension;
  readonly options: string;
  readonly url: string;
  readonly announce: string;
  /** As far as it is known. */
  readonly timeout: string;
  /** Seconds; empty or unknown: undefined. */
  readonly timeoutSeconds: number | undefined;
  readonly script: string;
  readonly gosub: string;
  readonly rule: string;
  readonly position: string;
  /** Set before it in the same extension. `undefined`: not set; `null`: only a call can know. */
  readonly priority: number | null | undefined;
  readonly most: number | null | undefined;
  readonly least: number | null | undefined;
  readonly raise: number | null | undefined;
  readonly music: string | undefined;
}

/** A dialled number that leads to a `Queue(…)`. */
export interface EntryFound {
  readonly number: string;
  readonly at: Place;
  readonly call: QueueCall;
}

/** A line of the dialplan that has to do with queues, and is no `Queue()`. */
export interface OtherLine {
  readonly at: Place;
  readonly application: string;
  readonly text: string;
}

/** All of it. */
export interface QueueCalls {
  readonly calls: readonly QueueCall[];
  readonly entries: readonly EntryFound[];
  readonly others: readonly OtherLine[];
}

const GOTO_DEPTH_MAX = 10;
const PRIORITY = /^Set _*QUEUE_PRIO=(?!0?$)/i;
// biome-ignore lint/suspicious/noTemplateCurlyInString: the dialplan's own notation
const ANY_EXTENSION = '${EXTEN}';
const OTHERS =
  /^(?:AddQueueMember|RemoveQueueMember|PauseQueueMember|UnpauseQueueMember|QueueUpdate|AgentLogin|AgentRequest)$/i;

/** Looks through a whole dialplan. */
export function queueCallsOf(dialplan: Dialplan): QueueCalls {
  const calls: QueueCall[] = [];
  const others: OtherLine[] = [];
  const first = new Map<Extension, QueueCall>();
  const extensions = extensionsOf(dialplan);
  const elsewhere = windowsSetElsewhere(extensions);
  for (const extension of extensions) {
    const found = callsIn(extension).map((call) => withUnknown(call, elsewhere));
    calls.push(...found);
    if (found[0] !== undefined) first.set(extension, found[0]);
    for (const { application, text, at } of extension.lines) {
      const reads = text.includes('QUEUESTATUS');
      const urges = isPassing(extension) && PRIORITY.test(`${application} ${text}`);
      if (OTHERS.test(application) || reads || urges) others.push({ at, application, text });
    }
  }
  return { calls, entries: entriesOf(dialplan, first), others };
}

/** Whether a call may go to this queue: by its name, or by a pattern and `${EXTEN}`. */
export function mayEnter({ queue, extension }: QueueCall, name: string): boolean {
  if (queue.toLowerCase() === name.toLowerCase()) return true;
  return queue === ANY_EXTENSION && patternOf(extension.name).test(name);
}

/** `_8XX` as an expression. */
function patternOf(name: string): RegExp {
  const sets: Readonly<Record<string, string>> = { X: '[0-9]', Z: '[1-9]', N: '[2-9]' };
  const parts = name.replace(/^_/, '').match(/\[[0-9-]+\]|./gs) ?? [];
  const source = parts.map((part) => {
    if (part.startsWith('[') && part.length > 1) return part;
    if (part === '.' || part === '!') return part === '.' ? '.+' : '.*';
    return sets[part.toUpperCase()] ?? (part === '-' ? '' : part.replace(/\W/g, '\\$&'));
  });
  return new RegExp(`^${source.join('')}$`, 'i');
}

const window = {
  most: 'QUEUE_MAX_PENALTY',
  least: 'QUEUE_MIN_PENALTY',
  raise: 'QUEUE_RAISE_PENALTY',
} as const;

const isQueue = (application: string): boolean => /^Queue$/i.test(application);

/** An extension calls come by: what it sets may hold at a `Queue()` further on. */
const isPassing = ({ lines }: Extension): boolean =>
  !lines.some(({ application }) => isQueue(application));

/** Windows that a passing extension sets: they may hold at any call, and nobody knows at which. */
function windowsSetElsewhere(extensions: readonly Extension[]): readonly (keyof typeof window)[] {
  const texts = extensions
    .filter((each) => isPassing(each))
    .flatMap(({ lines }) => lines.map(({ text }) => text));
  const keys = Object.keys(window) as (keyof typeof window)[];
  return keys.filter((key) => texts.some((text) => text.includes(`${window[key]}=`)));
}

function withUnknown(call: QueueCall, elsewhere: readonly (keyof typeof window)[]): QueueCall {
  const unknown = elsewhere.filter((key) => call[key] === undefined);
  return { ...call, ...Object.fromEntries(unknown.map((key) => [key, null])) };
}

function callsIn(extension: Extension): readonly QueueCall[] {
  const variables = new Map<string, string>();
  const literal = !extension.name.startsWith('_');
  if (literal) variables.set('EXTEN', extension.name);
  const found: QueueCall[] = [];
  for (const { at, application, text } of extension.lines) {
    if (/^Set$/i.test(application)) {
      const [, name = '', value = ''] = /^_{0,2}([^=]+)=(.*)$/s.exec(text.trim()) ?? [];
      variables.set(name.trim(), expand(value, variables));
    } else if (isQueue(application)) {
      found.push(callOf(extension, at, text, variables));
    }
  }
  return found;
}

function callOf(
  extension: Extension,
  at: Place,
  text: string,
  variables: ReadonlyMap<string, string>,
): QueueCall {
  const parts = splitArguments(text).map((part) => expand(part, variables).trim());
  const [queue = '', options = '', url = '', announce = '', timeout = ''] = parts;
  // With ten arguments the seventh is a macro, as up to Asterisk 20; nine have no macro.
  const [script = '', gosub = '', rule = '', position = ''] =
    parts.length > 9 ? [parts[5], parts[7], parts[8], parts[9]] : parts.slice(5);
  const set = (name: string): number | null | undefined => {
    const value = variables.get(name)?.trim();
    if (value === undefined || value === '') return undefined;
    return /^-?\d+$/.test(value) ? Number(value) : null;
  };
  return {
    at,
    text: `Queue(${text.trim()})`,
    queue,
    extension,
    options,
    url,
    announce,
    timeout,
    timeoutSeconds: /^\d+$/.test(timeout) && Number(timeout) > 0 ? Number(timeout) : undefined,
    script,
    gosub,
    rule,
    position,
    priority: set('QUEUE_PRIO'),
    most: set(window.most),
    least: set(window.least),
    raise: set(window.raise),
    music: variables.get('CHANNEL(musicclass)')?.trim(),
  };
}

/** Numbers with a `Queue()`, or that go straight on to one; no patterns, no keys of a menu. */
function entriesOf(
  dialplan: Dialplan,
  first: ReadonlyMap<Extension, QueueCall>,
): readonly EntryFound[] {
  const entries: EntryFound[] = [];
  const byName = new Map<string, Extension>();
  for (const each of extensionsOf(dialplan)) byName.set(`${each.context},${each.name}`, each);
  for (const extension of extensionsOf(dialplan)) {
    if (!/^[+*#]?\d{2,40}$/.test(extension.name)) continue;
    const call = follow(extension, byName, first, 0);
    if (call !== undefined && isKnown(call.queue)) {
      entries.push({ number: extension.name, at: extension.at, call });
    }
  }
  return entries;
}

function follow(
  from: Extension,
  byName: ReadonlyMap<string, Extension>,
  first: ReadonlyMap<Extension, QueueCall>,
  depth: number,
): QueueCall | undefined {
  const own = first.get(from);
  if (own !== undefined || depth > GOTO_DEPTH_MAX) return own;
  for (const line of from.lines) {
    const to = gotoOf(line, from);
    if (to === undefined) continue;
    const next = byName.get(`${to.context},${to.name}`);
    return next === undefined ? undefined : follow(next, byName, first, depth + 1);
  }
  return undefined;
}
