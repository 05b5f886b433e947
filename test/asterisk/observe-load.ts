/**
 * A day at an `app_queue` in a minute: SIPp callers and phones of every kind, agents who pause and
 * come and go, watched by an observer with a user that may only read. What happened is counted from
 * queue_log by nothing but this file.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '../../adapters/clock.ts';
import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import type { Advice } from '../../server/observe/advisor.ts';
import { Counts } from '../../server/observe/counts.ts';
import { ObservedJournal } from '../../server/observe/journal.ts';
import { Observer } from '../../server/observe/observer.ts';
import { until } from './child.ts';
import type { AsteriskPackages } from './packages.ts';
import type { AsteriskServer } from './server.ts';
import type { PhoneSetup } from './server-files.ts';
import { type SippRun, startSipp } from './sipp.ts';
import { callerScenario, type PhoneBehaviour, phoneScenario } from './sipp-scenarios.ts';

/** Phones by what they do: how many, and how. */
const behaviours: readonly (readonly [count: number, how: PhoneBehaviour])[] = [
  [26, { does: 'answer', ringMs: 300, talkMs: [1_000, 3_000] }],
  [4, { does: 'ring', ringMs: 0, talkMs: [0, 0] }],
  [3, { does: { refuse: '486 Busy Here' }, ringMs: 0, talkMs: [0, 0] }],
  [5, { does: { transfer: '700' }, ringMs: 200, talkMs: [800, 1_500] }],
];

/** The phones of the load, found at one SIPp port a behaviour. */
export function loadPhones(ports: readonly number[]): PhoneSetup[] {
  let next = 2001;
  return behaviours.flatMap(([count], kind) =>
    Array.from({ length: count }, () => {
      const id = String(next++);
      return { id, contact: `sip:${id}@127.0.0.1:${ports[kind]}` };
    }),
  );
}

/** How many SIPp ports they need. */
export const phoneKinds = behaviours.length;

/** Starts them. */
export const startLoadPhones = (
  packages: AsteriskPackages,
  ports: readonly number[],
): Promise<SippRun[]> =>
  Promise.all(
    behaviours.map(([, how], kind) =>
      startSipp({
        packages,
        name: `phones-${kind}`,
        scenario: phoneScenario(how),
        address: '127.0.0.1',
        port: ports[kind]!,
      }),
    ),
  );

/** Files of an Asterisk as others have it: all events told, a user for us that may only read. */
export function observedFiles(phones: readonly PhoneSetup[]) {
  const everybody = phones.map(({ id }) => `member => PJSIP/${id},0,Agent ${id}`);
  const some = phones
    .filter((_, i) => i % 3 === 0)
    .map(({ id }) => `member => PJSIP/${id},0,Agent ${id}`);
  const common =
    'strategy = rrmemory\ntimeout = 3\nretry = 1\nringinuse = no\nautofill = yes\nservicelevel = 2\n';
  return {
    instead: { 'stasis.conf': '' },
    more: {
      'manager.conf':
        '[watch]\nsecret = watch-only\nread = agent,call,dialplan\nwrite = reporting\n',
      'queues.conf': [
        `[sales]\n${common}${everybody.join('\n')}`,
        `[support]\n${common}context = leave\n${some.join('\n')}`,
        `[own]\nstrategy = linear\ntimeout = 30\nretry = 1\nmember => PJSIP/1001,0,Tanaka`,
      ].join('\n'),
      'extensions.conf': `[from-trunk](+)
exten => 610,1,Answer()
 same => n,Queue(sales)
 same => n,Hangup()
exten => 611,1,Answer()
 same => n,Queue(support,,,,3)
 same => n,Wait(1)
 same => n,Hangup()
exten => 612,1,Answer()
 same => n,Queue(own)
 same => n,Hangup()
[leave]
exten => 1,1,Wait(1)
 same => n,Hangup()
[agents](+)
exten => 700,1,Answer()
 same => n,Wait(1)
 same => n,Hangup()
exten => 701,1,Answer()
 same => n,Echo()
`,
    },
  };
}

/** An observer of that Asterisk and what it has counted. */
export function startObserver(
  asterisk: AsteriskServer,
  port = asterisk.amiPort,
): { observer: Observer; counts: Counts; journal: ObservedJournal; advices: Advice[] } {
  const counts = new Counts((queue) => observer.book.roster.queues.get(queue)?.serviceLevelS ?? 0);
  const fail = (trouble: string) => {
    throw new Error(trouble);
  };
  const journal = new ObservedJournal(join(asterisk.folder, `observed-${port}`), new Date(), fail);
  const advices: Advice[] = [];
  const observer: Observer = new Observer({
    host: '127.0.0.1',
    port,
    user: 'watch',
    secret: 'watch-only',
    clock: realClock,
    sink: counts,
    onLine: (line) => journal.write(line),
    onTrouble: () => {},
    onAdvice: (advice) => advices.push(advice),
  });
  observer.start();
  return { observer, counts, journal, advices };
}

/** `total` callers in three groups: patient, impatient, and those whose queue has a time limit. */
export function callerGroups(total: number, seed: number) {
  const chance = createChance(seed);
  const group = (name: string, share: number, patienceMs: number, dialled: string) => ({
    name,
    patienceMs,
    lines: Array.from(
      { length: Math.round(total * share) },
      (_, i) => `${dialled};${chance.between(3, 9)}${String(i).padStart(6, '0')}`,
    ),
  });
  return [
    group('patient', 0.6, 300_000, '610'),
    group('impatient', 0.2, 2_500, '610'),
    group('limited', 0.2, 300_000, '611'),
  ];
}

/** Sends a group in, evenly, over so many seconds. */
export const startCallers = (
  packages: AsteriskPackages,
  asterisk: AsteriskServer,
  group: ReturnType<typeof callerGroups>[number],
  seconds: number,
  port: number,
): Promise<SippRun> =>
  startSipp({
    packages,
    name: group.name,
    scenario: callerScenario({ patienceMs: group.patienceMs }),
    address: asterisk.trunkAddress,
    port,
    target: `127.0.0.1:${asterisk.sipPort}`,
    calls: {
      total: group.lines.length,
      perSecond: Math.max(1, Math.round(group.lines.length / seconds)),
      lines: group.lines,
    },
  });

/** With every so many callers an agent pauses and another comes and goes. */
const CALLERS_A_CHANGE = 12;

/** Agents pause, unpause, come and go while callers enter, until `over`. */
export async function disturb(
  asterisk: AsteriskServer,
  phones: readonly PhoneSetup[],
  chance: Chance,
  entered: () => number,
  over: () => boolean,
): Promise<void> {
  for (let next = CALLERS_A_CHANGE; !over(); next += CALLERS_A_CHANGE) {
    await until('more callers', () => over() || entered() >= next, { timeoutMs: 120_000 });
    const { id } = chance.pick(phones);
    await asterisk.cli(`queue pause member PJSIP/${id} queue sales reason lunch`);
    const guest = chance.pick(phones).id;
    await asterisk.cli(`queue add member PJSIP/${guest} to own as Agent_${guest}`);
    await asterisk.cli(`queue unpause member PJSIP/${id} queue sales`);
    await asterisk.cli(`queue remove member PJSIP/${guest} from own`);
  }
}

/** What one queue's lines of queue_log say. */
export interface LogCount {
  readonly events: Record<string, number>;
  answeredHoldS: number;
  abandonedHoldS: number;
  talkS: number;
  /** Answered calls by the name of the agent. */
  readonly answeredBy: Record<string, number>;
}

/** Counts queue_log, queue by queue. */
export function countQueueLog(asterisk: AsteriskServer): Record<string, LogCount> {
  const counts: Record<string, LogCount> = {};
  const text = readFileSync(join(asterisk.folder, 'log', 'queue_log'), 'utf8');
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, , queue, agent, event, ...fields] = line.split('|');
    counts[queue!] ??= {
      events: {},
      answeredHoldS: 0,
      abandonedHoldS: 0,
      talkS: 0,
      answeredBy: {},
    };
    const of = counts[queue!]!;
    of.events[event!] = (of.events[event!] ?? 0) + 1;
    const last = (back: number): number => Number(fields.at(-back));
    if (event === 'CONNECT') {
      of.answeredHoldS += Number(fields[0]);
      of.answeredBy[agent!] = (of.answeredBy[agent!] ?? 0) + 1;
    } else if (event === 'ABANDON') of.abandonedHoldS += Number(fields[2]);
    // Before the last field, the position: hold and talk.
    else if (/^COMPLETE|TRANSFER$/.test(event!)) of.talkS += last(2);
  }
  return counts;
}

/** The same figures as the observer has them, to be equal. */
export function countObserved(counts: Counts, queue: string) {
  const { exits, talks, offers, ...of } = counts.queue(queue);
  const events = {
    ENTERQUEUE: of.entered,
    CONNECT: exits.answered,
    ABANDON: exits.abandoned,
    EXITWITHTIMEOUT: exits['timed-out'],
    EXITWITHKEY: exits.deflected,
    EXITEMPTY: exits.nobody,
    COMPLETECALLER: talks.caller,
    COMPLETEAGENT: talks.agent,
    BLINDTRANSFER: talks.blind,
    ATTENDEDTRANSFER: talks.attended,
    RINGNOANSWER: offers.missed,
    PAUSE: of.pauses,
    UNPAUSE: of.unpauses,
  };
  return {
    events: Object.fromEntries(Object.entries(events).filter(([, n]) => (n ?? 0) > 0)),
    answeredHoldS: of.answeredHoldS,
    abandonedHoldS: of.abandonedHoldS,
    talkS: of.talkS,
  };
}

/** Events of queue_log that the manager interface tells nothing of, or by a list of its own. */
const NOT_COMPARED = new Set(['RINGCANCELED', 'ADDMEMBER', 'REMOVEMEMBER', 'CONFIGRELOAD']);

/** What queue_log says of a queue, without what no event tells. */
export function comparable({ events, answeredBy, ...rest }: LogCount) {
  return {
    events: Object.fromEntries(Object.entries(events).filter(([name]) => !NOT_COMPARED.has(name))),
    ...rest,
  };
}
