/**
 * What each option of app_queue becomes: one reader for each row of `optionTable`. A reader puts
 * its keys into the draft and says how near they come.
 */

import { nearest } from '../suggest.ts';
import { type QueueDraft, secondsText } from './drafts.ts';
import { differs, exact, none, type Verdict } from './findings.ts';
import { readEmpty } from './option-empty.ts';
import { readEscapes } from './option-escapes.ts';
import { readFrequency, readPart, tellsPlaces } from './option-sayings.ts';
import { readStrategy } from './option-strategy.ts';
import { type GeneralName, type OptionName, optionNamed, optionTable } from './option-table.ts';
import { isYes, wholeNumber } from './seats.ts';
import type { Setting } from './source.ts';

/** The value alone says what becomes of it. */
type SettingReader = (setting: Setting) => Verdict;
/** Undefined after telling an error. */
type Reader = (setting: Setting, draft: QueueDraft) => Verdict | undefined;

/** A whole number of the setting, 0 or more. */
const numberOf = ({ key, value, at }: Setting, { errors }: QueueDraft): number =>
  Math.max(0, wholeNumber(value, `\`${key}\``, at, errors));

/** Nothing becomes of it: as it is here when the value is `same`, without equal otherwise. */
const asHere =
  (name: OptionName, same: (value: string) => boolean): SettingReader =>
  ({ value }) =>
    same(value) ? exact(undefined, 'it is so here') : none(optionTable[name].note);

const isNo = (value: string): boolean => !isYes(value);
const isZero = (value: string): boolean => /^0*$/.test(value.trim());

/** No equal, unless it says nothing. */
const noEqual =
  (name: OptionName): SettingReader =>
  ({ value }) =>
    value === '' ? exact(undefined, 'it is empty') : none(optionTable[name].note);

/** Says nothing about routing. */
const noted =
  (name: OptionName): SettingReader =>
  () =>
    none(optionTable[name].note);

/** A sound of the position announcements. */
const soundOf =
  (name: OptionName): Reader =>
  ({ value }, draft) => {
    if (value === name) return exact(undefined, 'the sound is the same');
    if (!tellsPlaces(draft)) return exact(undefined, 'no place is told, so it is not heard');
    if (value === '') return none('this part of the announcement cannot be left out');
    return none(optionTable[name].note, `put ${value} into the sounds folder as ${name}`);
  };

/** A time that is one key of the queue. */
const timeAs =
  (key: string, leastSeconds: number): Reader =>
  (setting, draft) => {
    const seconds = Math.max(leastSeconds, numberOf(setting, draft));
    draft.yaml[key] = secondsText(seconds);
    return exact(`${key}: ${secondsText(seconds)}`);
  };

/** Those of `[general]` need no queue. */
const general: Readonly<Record<GeneralName, (setting: Setting) => Verdict>> = {
  autofill: asHere('autofill', isYes),
  'monitor-type': ({ value }) =>
    /^(mixmonitor)?$/i.test(value)
      ? exact(undefined, 'it is so here')
      : differs('one file', optionTable['monitor-type'].note),
  'monitor-join': noted('monitor-join'),
  'log-restricted-caller-id': noted('log-restricted-caller-id'),
  persistentmembers: asHere('persistentmembers', isYes),
  shared_lastcall: asHere('shared_lastcall', isYes),
  negative_penalty_invalid: () => exact(undefined, 'agents below 0 are left out where it says yes'),
  log_membername_as_agent: noted('log_membername_as_agent'),
  'log-caller-id-name': noted('log-caller-id-name'),
  log_unpause_on_reason_change: noted('log_unpause_on_reason_change'),
  force_longest_waiting_caller: asHere(
    'force_longest_waiting_caller',
    (value) => /^prio$/i.test(value) || isYes(value),
  ),
  updatecdr: noted('updatecdr'),
};

const readers: Readonly<Record<OptionName, Reader>> = {
  ...general,
  strategy: readStrategy,
  timeout: (setting, draft) => {
    if (!isZero(setting.value)) return timeAs('ring', 1)(setting, draft);
    draft.yaml.ring = '5m';
    return differs('ring: 5m', 'it was to ring without end, which nothing does here');
  },
  retry: (setting, draft) => {
    const none = /^none$/i.test(setting.value);
    const seconds = none ? 1 : Math.max(1, numberOf(setting, draft));
    draft.yaml.exclude = secondsText(seconds);
    return differs(`exclude: ${secondsText(seconds)}`, optionTable.retry.note);
  },
  timeoutpriority: asHere('timeoutpriority', (value) => /^conf$/i.test(value)),
  timeoutrestart: asHere('timeoutrestart', isYes),
  wrapuptime: (setting, draft) =>
    draft.yaml['wrap-up'] === undefined
      ? timeAs('wrap-up', 0)(setting, draft)
      : exact(undefined, 'every agent of the queue has a time of its own'),
  maxlen: (setting, draft) => {
    const at = numberOf(setting, draft);
    if (at === 0) return exact(undefined, '0 is no limit');
    draft.exits.full = { at: Math.min(at, 100_000), go: 'dialplan' };
    return exact(`exits: full at ${at}`);
  },
  // `classes.ts` has put the class in, for it looks at all queues.
  weight: (setting, draft) => {
    numberOf(setting, draft);
    const written = draft.yaml.class;
    if (written === undefined) return exact(undefined, 'all queues weigh the same');
    if (isZero(setting.value)) return exact(`class: ${written}`);
    return differs(`class: ${written}`, optionTable.weight.note);
  },
  servicelevel: (setting, draft) => {
    const seconds = numberOf(setting, draft);
    if (seconds === 0) return exact(undefined, '0 is no target; ours is 20s then');
    draft.yaml.target = { within: secondsText(seconds), 'short-abandon': '0s' };
    return differs(`target: within ${secondsText(seconds)}`, optionTable.servicelevel.note);
  },
  musicclass: ({ value }, draft) => {
    if (value === '') return exact(undefined, 'it is empty: the class is default');
    draft.yaml.music = value;
    return exact(`music: ${value}`);
  },
  context: readEscapes,
  joinempty: readEmpty,
  leavewhenempty: readEmpty,
  penaltymemberslimit: (setting, draft) => {
    const limit = numberOf(setting, draft);
    if (limit === 0) return exact(undefined, '0: ranks always count');
    const count = draft.seats.length;
    const became = count > limit ? 'ranks count' : 'all agents have equal ranks';
    const why = `${optionTable.penaltymemberslimit.note}: ${count} here`;
    return differs(became, why);
  },
  // `steps.ts` tells what became of the rule itself.
  defaultrule: ({ value }) =>
    value === ''
      ? exact(undefined, 'it is empty: there is no rule')
      : exact('steps, if the rule does anything'),
  autopause: ({ value }, draft) => {
    const all = /^all$/i.test(value);
    draft.yaml.misses = all || isYes(value) ? 1 : 100;
    if (all) return exact('misses: 1');
    if (isYes(value)) {
      return differs('misses: 1', 'the agent is paused in all queues, not in this one only');
    }
    return differs('misses: 100', 'agents were never paused for a miss; 100 in a row is the most');
  },
  autopausedelay: asHere('autopausedelay', isZero),
  autopausebusy: asHere('autopausebusy', isNo),
  autopauseunavail: asHere('autopauseunavail', isNo),
  ringinuse: asHere('ringinuse', isNo),
  'announce-frequency': readFrequency,
  'min-announce-frequency': readPart,
  'announce-holdtime': readPart,
  'announce-position': readPart,
  'announce-position-limit': readPart,
  'announce-position-only-up': asHere('announce-position-only-up', isNo),
  'announce-to-first-user': asHere('announce-to-first-user', isNo),
  'announce-round-seconds': asHere('announce-round-seconds', isZero),
  'periodic-announce': readPart,
  'periodic-announce-frequency': readFrequency,
  'periodic-announce-startdelay': readPart,
  'random-periodic-announce': asHere('random-periodic-announce', isNo),
  'relative-periodic-announce': asHere('relative-periodic-announce', isNo),
  'queue-youarenext': soundOf('queue-youarenext'),
  'queue-thereare': soundOf('queue-thereare'),
  'queue-callswaiting': soundOf('queue-callswaiting'),
  'queue-quantity1': soundOf('queue-quantity1'),
  'queue-quantity2': soundOf('queue-quantity2'),
  'queue-holdtime': soundOf('queue-holdtime'),
  'queue-minute': soundOf('queue-minute'),
  'queue-minutes': soundOf('queue-minutes'),
  'queue-seconds': soundOf('queue-seconds'),
  'queue-thankyou': (setting, draft) =>
    tellsPlaces(draft)
      ? noEqual('queue-thankyou')(setting)
      : exact(undefined, 'no place is told, so it is not heard'),
  'queue-less-than': soundOf('queue-less-than'),
  'queue-reporthold': noEqual('queue-reporthold'),
  'queue-callerannounce': noEqual('queue-callerannounce'),
  announce: noEqual('announce'),
  reportholdtime: asHere('reportholdtime', isNo),
  memberdelay: asHere('memberdelay', isZero),
  'monitor-format': readRecording,
  setinterfacevar: asHere('setinterfacevar', isNo),
  setqueueentryvar: asHere('setqueueentryvar', isNo),
  setqueuevar: asHere('setqueuevar', isNo),
  membergosub: noEqual('membergosub'),
  membermacro: noEqual('membermacro'),
  eventwhencalled: noted('eventwhencalled'),
  eventmemberstatus: noted('eventmemberstatus'),
};

/** What Asterisk does where nothing is written, and we would do otherwise. */
export const unwritten: Readonly<Partial<Record<OptionName, string>>> = {
  strategy: 'ringall',
  retry: '5',
  autopause: 'no',
};

/** Puts one option into the draft and says how near it comes. */
export function readOption(
  name: OptionName,
  setting: Setting,
  draft: QueueDraft,
): Verdict | undefined {
  return readers[name](setting, draft);
}

/** The same of an option of `[general]`. */
export const readGeneral = (name: GeneralName, setting: Setting): Verdict => general[name](setting);

/** True of an option that says something in `[general]`. */
export const isGeneral = (name: OptionName): name is GeneralName => Object.hasOwn(general, name);

/** A word Asterisk does not know either, or not where it stands. */
export function unknownOption(word: string): Verdict {
  const name = optionNamed(word);
  if (name !== undefined && !isGeneral(name)) {
    const advice = 'write it in each queue, or in a template';
    return none('it is an option of queues: in [general] Asterisk passes it over', advice);
  }
  if (name !== undefined) return none('it belongs into [general]: here Asterisk passes it over');
  const near = nearest(word, Object.keys(optionTable));
  const advice = near === undefined ? undefined : `is \`${near}\` meant?`;
  return none('app_queue has no such option: Asterisk passes it over, too', advice);
}

const formats = ['wav', 'wav49', 'gsm', 'ulaw', 'alaw', 'sln'];

function readRecording({ value }: Setting, { yaml }: QueueDraft): Verdict {
  if (value === '') return exact(undefined, 'it is empty: nothing is recorded');
  const wanted = value.toLowerCase().split('|')[0]!.trim();
  const format = formats.includes(wanted) ? wanted : 'wav';
  yaml.record = true;
  if (format !== 'wav') yaml['record-format'] = format;
  const became = `record: true, as ${format}`;
  if (format === wanted) return exact(became);
  return differs(became, `${wanted} is not written here; there are ${formats.join(', ')}`);
}
