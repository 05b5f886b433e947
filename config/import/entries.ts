/** `Queue()` calls of the dialplan: how long callers wait, numbers that lead to a queue, advice. */

import { secondsText, type YamlMap } from './drafts.ts';
import { isKnown } from './expressions.ts';
import type { Fate, Findings } from './findings.ts';
import type { EntryFound, OtherLine, QueueCall } from './queue-calls.ts';

/** What letters of the options of `Queue()` mean here; absent: nothing is different. */
const letters: Readonly<Record<string, string>> = {
  b: 'b: no dialplan runs on the agent’s channel before it rings',
  B: 'B: no dialplan runs on the caller’s channel before the agent rings',
  d: 'd: the channel is not told that it carries data',
  F: 'F: the agent goes nowhere when the caller hangs up',
  h: 'h: the agent hangs up with the phone, not with *',
  H: 'H: the caller hangs up with the phone, not with *',
  i: 'i: a phone that forwards forwards',
  I: 'I: connected line numbers are sent',
  k: 'k: calls are parked from the phone or desk, not by keys',
  K: 'K: callers park no calls',
  n: 'n: the call is offered again until its time is over',
  r: 'r: callers hear music, not ringing',
  R: 'R: callers hear music, also while a phone rings',
  t: 't: agents transfer by phone or desk, not by # keys',
  T: 'T: callers transfer no calls',
  w: 'w: `record` of the queue decides',
  W: 'W: callers start no recording',
  x: 'x: `record` of the queue decides',
  X: 'X: callers start no recording',
};

/** Keys a call gives its queue. */
export function callKeys(calls: readonly QueueCall[]): YamlMap {
  const keys: YamlMap = {};
  const options = calls.map((call) => lettersOf(call.options));
  if (calls.length > 0 && options.every((each) => each.has('c'))) keys['after-call'] = 'dialplan';
  const music = options[0]?.get('m') || calls[0]?.music;
  if (music !== undefined && music !== '' && !music.includes('$')) keys.music = music;
  return keys;
}

/** Letters of an option string, each with what stands in its brackets. */
function lettersOf(options: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, letter = '', text = ''] of options
    .replace(/\$\{[^}]*\}/g, '')
    .matchAll(/([A-Za-z])(?:\(([^)]*)\))?/g)) {
    found.set(letter, text);
  }
  return found;
}

/** Longest wait of a queue in seconds; undefined when a caller may wait for ever. */
export function longestWait(calls: readonly QueueCall[]): number | undefined {
  const times = calls.map(({ timeoutSeconds }) => timeoutSeconds);
  if (times.length === 0 || times.includes(undefined)) return undefined;
  return Math.max(...times.map((time) => time!));
}

/** The line to write instead of a `Queue()`: what stands after it goes on as before. */
export function replacement(queue: string, callClass: string | undefined): string {
  const more = callClass === undefined ? '' : `,class=${callClass}`;
  return `write Stasis(tsunagi,queue,${queue}${more}) in its place; the lines after it stay`;
}

/** Tells what became of a `Queue()`. */
export function tellCall(
  call: QueueCall,
  about: string,
  advice: string,
  known: { readonly first: QueueCall; readonly longestSeconds: number },
  findings: Findings,
): void {
  const options = lettersOf(call.options);
  const why = [...options.keys()].flatMap((letter) => letters[letter] ?? []);
  const isShared = options.has('c') !== lettersOf(known.first.options).has('c');
  if (isShared)
    why.push('c: not all calls of this queue have it, so the caller is hung up with the agent');
  if (!isKnown(call.timeout)) why.push(`the time ${call.timeout} is known only to the call`);
  if (call.url !== '')
    why.push('URL: nothing is sent to phones; the desk and the API have the call');
  if (call.announce !== '') why.push('nothing is played to the agent on answering');
  if (call.script !== '') why.push('AGI: no script runs on answering');
  if (call.gosub !== '') why.push('gosub: no dialplan runs on the agent’s channel');
  if (call.position !== '')
    why.push('position: callers take their place by routing age; give `head-start`');
  if (call.priority === null)
    why.push('QUEUE_PRIO is known only to the call: give `class=` in Stasis()');
  const { timeoutSeconds } = call;
  if (timeoutSeconds !== undefined && timeoutSeconds !== known.longestSeconds) {
    why.push(
      `its time of ${secondsText(timeoutSeconds)} is not the longest of this queue, which counts`,
    );
  }
  if (call !== known.first && differsInWindow(call, known.first)) {
    why.push(
      `agents come in as for the call on line ${known.first.at.line}, whose rule or penalties differ`,
    );
  }
  const fate: Fate = why.length === 0 ? 'exact' : 'differs';
  const became =
    timeoutSeconds === undefined
      ? {}
      : { became: `exits: too-long after ${secondsText(known.longestSeconds)}` };
  findings.add(fate, call.at, about, call.text, {
    ...became,
    ...(why.length === 0 ? {} : { why: why.join('; ') }),
    advice,
  });
}

const differsInWindow = (a: QueueCall, b: QueueCall): boolean =>
  a.rule !== b.rule || a.most !== b.most || a.least !== b.least || a.raise !== b.raise;

/** `entries:`; a number that leads to two queues leads to the first. */
export function entriesOf(
  found: readonly EntryFound[],
  idOf: (queue: string) => string | undefined,
  classOf: (call: QueueCall) => string | undefined,
  findings: Findings,
): YamlMap {
  const entries: YamlMap = {};
  for (const { number, at, call } of found) {
    const queue = idOf(call.queue);
    if (queue === undefined) continue;
    const callClass = classOf(call);
    const entry = { queue, ...(callClass === undefined ? {} : { class: callClass }) };
    const about = `entry ${number}`;
    const before = entries[number];
    if (before === undefined) {
      entries[number] = entry;
      findings.add('exact', at, about, `exten => ${number}`, { became: `queue: ${queue}` });
    } else if (JSON.stringify(before) !== JSON.stringify(entry)) {
      const why = `in another context ${number} leads elsewhere, and a number is one entry`;
      findings.add('none', at, about, `exten => ${number}, queue ${queue}`, {
        why,
        advice: `there, write Stasis(tsunagi,queue,${queue})`,
      });
    }
  }
  return entries;
}

const applications: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  addqueuemember: [
    'agents stand in the configuration, and sign in',
    'list who may come under `agents:`, and write Stasis(tsunagi,feature,sign-in)',
  ],
  removequeuemember: [
    'an agent signs out of all queues at once',
    'write Stasis(tsunagi,feature,sign-out)',
  ],
  pausequeuemember: [
    'an agent pauses in all queues at once',
    'write Stasis(tsunagi,feature,pause) or …,pause,REASON',
  ],
  unpausequeuemember: [
    'an agent comes back to all queues at once',
    'write Stasis(tsunagi,feature,unpause)',
  ],
  agentlogin: [
    'agents keep no line open: phones are rung',
    'write Stasis(tsunagi,feature,sign-in)',
  ],
  agentrequest: ['agents keep no line open: phones are rung', 'send the caller to a queue'],
  queueupdate: ['outbound calls are not counted with a queue', 'take the line out'],
};

/** Tells the other lines of the dialplan that have to do with queues. */
export function tellOthers(others: readonly OtherLine[], findings: Findings): void {
  for (const { at, application, text } of others) {
    if (text.includes('QUEUE_PRIO=')) {
      findings.add('none', at, 'dialplan', `${application}(${text})`, {
        why: 'which Queue() it is for only a call knows; there, it is a class',
        advice: 'give `class=` in the Stasis() to which it leads, with a class of `classes:`',
      });
      continue;
    }
    const known = applications[application.toLowerCase()];
    const [why, advice] = known ?? [
      'QUEUESTATUS is not set: the exits of the queue say where callers go',
      'give the exits targets of their own, and take the question out',
    ];
    findings.add('none', at, 'dialplan', `${application}(${text})`, { why, advice });
  }
}
