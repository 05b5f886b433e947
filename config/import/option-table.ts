/**
 * Every option of app_queue (16 to 23) and what becomes of it: the one place where it stands.
 * `queue-options.ts` has a reader for each row, the compiler sees to that; the table in
 * docs/import.md and Asterisk's own sample file are compared with it by tests.
 */

/**
 * How near an option comes: `exact`, `differs`, `none`; `varies` by its value; `log` concerns
 * queue_log only, `old` says nothing to today's Asterisk either.
 */
export type Nearness = 'exact' | 'differs' | 'none' | 'varies' | 'log' | 'old';

/** A row of the table. */
export interface OptionRow {
  readonly where: 'general' | 'queue' | 'both';
  /** Other spellings Asterisk takes. */
  readonly also?: readonly string[];
  readonly near: Nearness;
  /** What it becomes; empty when there is no equal. */
  readonly becomes: string;
  /** The difference, or why there is no equal. */
  readonly note: string;
}

type QueueRow = OptionRow & { readonly where: 'queue' };

const sound = (words: string): QueueRow => ({
  where: 'queue',
  near: 'varies',
  becomes: '`positions`',
  note: `says “${words}” from the sound of that name; another recording is put in its place under that name`,
});

const variables = (what: string): QueueRow => ({
  where: 'queue',
  near: 'varies',
  becomes: '',
  note: `${what} are not set on channels: the API and the event stream have them`,
});

const rows = {
  strategy: {
    where: 'queue',
    near: 'varies',
    becomes: '`order`',
    note: 'ringall `ring-all`, leastrecent `longest-idle`, fewestcalls `fewest-calls`, random `random`, rrmemory roundrobin rrordered `round-robin`; linear by ranks in order of the lines; wrandom `random` without weights',
  },
  timeout: {
    where: 'queue',
    near: 'exact',
    becomes: '`ring`',
    note: '0, ring without end, becomes 5m',
  },
  retry: {
    where: 'queue',
    near: 'differs',
    becomes: '`exclude`',
    note: 'nobody sleeps between two attempts: the next agent is rung at once, the same one after this time',
  },
  timeoutpriority: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'a phone that rings is let ring to the end, as with conf',
  },
  timeoutrestart: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'every offer has the whole of `ring`, as with yes',
  },
  wrapuptime: { where: 'queue', near: 'exact', becomes: '`wrap-up`', note: '' },
  maxlen: { where: 'queue', near: 'exact', becomes: '`exits: full`', note: '' },
  weight: {
    where: 'queue',
    near: 'differs',
    becomes: '`class`',
    note: 'a heavier queue goes first as before; while its callers can use no free agent they hold up nobody',
  },
  servicelevel: {
    where: 'queue',
    near: 'differs',
    becomes: '`target: within`',
    note: 'counted is answered in time / (answered + given up), not / answered',
  },
  musicclass: {
    where: 'queue',
    also: ['music', 'musiconhold'],
    near: 'exact',
    becomes: '`music`',
    note: '',
  },
  context: {
    where: 'queue',
    near: 'varies',
    becomes: '`escapes`',
    note: 'each extension of one key in that context, which the dialplan must tell; longer ones have no equal',
  },
  joinempty: {
    where: 'queue',
    near: 'varies',
    becomes: '`exits: nobody`, `overflow`',
    note: '`nobody` counts who is signed in and reachable; paused agents unless `paused` is listed; `inuse` becomes `overflow: { ready: 0 }`',
  },
  leavewhenempty: {
    where: 'queue',
    near: 'varies',
    becomes: '`exits: nobody`',
    note: 'one exit for joining and waiting; whether agents are busy does not send away who waits',
  },
  penaltymemberslimit: {
    where: 'queue',
    near: 'differs',
    becomes: '`rank`',
    note: 'decided once, by the number of agents listed',
  },
  defaultrule: {
    where: 'queue',
    near: 'varies',
    becomes: '`steps`, `teams`',
    note: 'agents who come in become teams that steps add; nobody goes out again',
  },
  autofill: {
    where: 'both',
    near: 'varies',
    becomes: '',
    note: 'every caller is offered as soon as somebody is free, as with yes',
  },
  autopause: {
    where: 'queue',
    near: 'varies',
    becomes: '`misses`',
    note: 'all is exact; yes paused in one queue, here it is in all; no becomes 100 misses in a row',
  },
  autopausedelay: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'a miss counts however long ago the last call was',
  },
  autopausebusy: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'a busy phone is no miss and never pauses; the agent is shown busy elsewhere',
  },
  autopauseunavail: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'a phone that cannot be reached is no miss; the agent is shown unreachable',
  },
  ringinuse: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'a phone in a call is never rung, as with no',
  },
  'announce-frequency': {
    where: 'queue',
    near: 'varies',
    becomes: '`positions: every`',
    note: 'at least 5s; also who is next is told, while no phone rings',
  },
  'min-announce-frequency': {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'a place that changes is told at the next time, not at once',
  },
  'announce-holdtime': {
    where: 'queue',
    near: 'varies',
    becomes: '`positions: wait`',
    note: 'a band in which eight callers in ten are answered; once becomes every time',
  },
  'announce-position': {
    where: 'queue',
    near: 'varies',
    becomes: '`positions`',
    note: 'limit and more: all places are told, from 200 on as more than 199',
  },
  'announce-position-limit': {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'see announce-position',
  },
  'announce-position-only-up': {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'the place is told each time',
  },
  'announce-to-first-user': {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'who is next is told so while no phone rings; an announcement never delays an agent',
  },
  'announce-round-seconds': {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'waits are told in whole minutes, as with 0',
  },
  'periodic-announce': {
    where: 'queue',
    near: 'varies',
    becomes: '`say`',
    note: 'a step for each time it is said, ten at most',
  },
  'periodic-announce-frequency': {
    where: 'queue',
    near: 'varies',
    becomes: '`steps: for`',
    note: 'see periodic-announce',
  },
  'periodic-announce-startdelay': {
    where: 'queue',
    near: 'exact',
    becomes: '`steps: for`',
    note: '',
  },
  'random-periodic-announce': {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'announcements come in their order',
  },
  'relative-periodic-announce': {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'times count from joining, not from the end of what was said',
  },
  'queue-youarenext': sound('You are now first in line'),
  'queue-thereare': sound('You are currently caller number'),
  'queue-callswaiting': sound('waiting to speak with a representative'),
  'queue-quantity1': sound('There are more than'),
  'queue-quantity2': sound('callers waiting'),
  'queue-holdtime': sound('The estimated hold time is currently'),
  'queue-minute': sound('minute'),
  'queue-minutes': sound('minutes'),
  'queue-seconds': sound('seconds'),
  'queue-thankyou': {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'place and wait are told, and nothing after them; `say` of a step says what you like',
  },
  'queue-less-than': { ...sound('less than'), also: ['queue-lessthan'] },
  'queue-reporthold': {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'see reportholdtime',
  },
  'queue-callerannounce': {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'callers are connected at once; nothing is played between answer and conversation',
  },
  announce: {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'nothing is played to agents: the desk shows the queue before the phone is answered',
  },
  reportholdtime: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'the desk shows how long the caller has waited; nothing is said to the agent',
  },
  memberdelay: {
    where: 'queue',
    near: 'varies',
    becomes: '',
    note: 'the caller hears the agent at once',
  },
  'monitor-format': {
    where: 'queue',
    near: 'varies',
    becomes: '`record`, `record-format`',
    note: 'wav, wav49, gsm, ulaw, alaw and sln; the file is named by Tsunagi',
  },
  'monitor-type': {
    where: 'both',
    near: 'varies',
    becomes: '`record`',
    note: 'MixMonitor is exact; Monitor wrote two files, here it is one',
  },
  'monitor-join': {
    where: 'both',
    near: 'old',
    becomes: '',
    note: 'both sides are in one file',
  },
  setinterfacevar: variables('MEMBERINTERFACE, MEMBERNAME and the like'),
  setqueueentryvar: variables('QEHOLDTIME and QEORIGINALPOS'),
  setqueuevar: variables('QUEUENAME, QUEUEMAX and the like'),
  membergosub: {
    where: 'queue',
    near: 'none',
    becomes: '',
    note: 'no dialplan runs on the agent’s channel after the answer',
  },
  membermacro: { where: 'queue', near: 'none', becomes: '', note: 'see membergosub' },
  'log-restricted-caller-id': {
    where: 'both',
    near: 'log',
    becomes: '',
    note: 'concerns queue_log only',
  },
  persistentmembers: {
    where: 'general',
    near: 'varies',
    becomes: '',
    note: 'who is signed in stays so over a restart, and callers keep their place, as with yes',
  },
  shared_lastcall: {
    where: 'general',
    near: 'varies',
    becomes: '',
    note: 'wrap-up and idle time are the agent’s, over all queues, as with yes',
  },
  negative_penalty_invalid: {
    where: 'general',
    near: 'exact',
    becomes: '',
    note: 'agents with a penalty below 0 are left out of the queue',
  },
  log_membername_as_agent: {
    where: 'general',
    near: 'log',
    becomes: '',
    note: 'concerns queue_log only',
  },
  'log-caller-id-name': {
    where: 'general',
    near: 'log',
    becomes: '',
    note: 'concerns queue_log only',
  },
  log_unpause_on_reason_change: {
    where: 'general',
    near: 'log',
    becomes: '',
    note: 'concerns queue_log only',
  },
  force_longest_waiting_caller: {
    where: 'general',
    near: 'varies',
    becomes: '',
    note: 'who has waited longest goes first over all queues, as with yes; by class before, as with prio',
  },
  updatecdr: { where: 'general', near: 'old', becomes: '', note: 'gone since Asterisk 12' },
  eventwhencalled: { where: 'queue', near: 'old', becomes: '', note: 'events are always sent' },
  eventmemberstatus: { where: 'queue', near: 'old', becomes: '', note: 'events are always sent' },
} as const satisfies Readonly<Record<string, OptionRow>>;

/** Name of an option, in its first spelling. */
export type OptionName = keyof typeof rows;

/** Those that may stand in `[general]`. */
export type GeneralName = {
  [Name in OptionName]: (typeof rows)[Name]['where'] extends 'queue' ? never : Name;
}[OptionName];

/** Options by name. */
export const optionTable: Readonly<Record<OptionName, OptionRow>> = rows;

const spellings = new Map<string, OptionName>(
  Object.entries(optionTable).flatMap(([name, row]) =>
    [name, ...(row.also ?? [])].flatMap((each) => [
      [each, name as OptionName] as const,
      // Realtime has one spelling for columns, the files have another.
      [each.replace(/_/g, '-'), name as OptionName] as const,
    ]),
  ),
);

/** The option a word means; undefined when Asterisk knows no such option. */
export const optionNamed = (word: string): OptionName | undefined => spellings.get(word);

/** All options, in order of the table. */
export const optionNames = Object.keys(optionTable) as readonly OptionName[];
