/** What callers hear while they wait: places, waits, and announcements said again and again. */

import type { QueueDraft } from './drafts.ts';
import { secondsText } from './drafts.ts';
import { differs, exact, none, type Verdict } from './findings.ts';
import { type OptionName, optionTable } from './option-table.ts';
import { isYes, wholeNumber } from './seats.ts';
import type { Setting } from './source.ts';

/** Most times an announcement is said: each is a step. */
const TIMES_MAX = 10;
/** Our least time between two announcements of a place. */
const EVERY_SECONDS_MIN = 5;

const secondsOf = (name: OptionName, draft: QueueDraft, otherwise: number): number => {
  const setting = draft.values.get(name);
  return setting === undefined
    ? otherwise
    : wholeNumber(setting.value, `\`${name}\``, setting.at, draft.errors, otherwise);
};

const tellsPlace = (draft: QueueDraft): boolean =>
  !/^(no|false|n|f|0|off)$/i.test(draft.values.get('announce-position')?.value ?? 'yes');
const tellsWait = (draft: QueueDraft): boolean =>
  /^once$/i.test(draft.values.get('announce-holdtime')?.value ?? 'yes') ||
  isYes(draft.values.get('announce-holdtime')?.value ?? 'yes');

/** True of a queue that tells callers their place. */
export const tellsPlaces = (draft: QueueDraft): boolean =>
  secondsOf('announce-frequency', draft, 0) > 0 && tellsPlace(draft);

/** `announce-frequency` and `periodic-announce-frequency`: without them nothing is said. */
export function readFrequency(setting: Setting, draft: QueueDraft): Verdict {
  const name = setting.key as 'announce-frequency' | 'periodic-announce-frequency';
  const every = Math.max(0, secondsOf(name, draft, 0));
  if (every === 0) return exact(undefined, '0: nothing is said');
  return name === 'announce-frequency' ? readPlaces(every, draft) : readPeriodic(every, draft);
}

function readPlaces(every: number, draft: QueueDraft): Verdict {
  if (!tellsPlace(draft)) {
    if (!tellsWait(draft)) return exact(undefined, 'neither place nor wait was to be told');
    return none(
      'the wait is told with the place only',
      'write `positions: { wait: true }` for both',
    );
  }
  const text = secondsText(Math.max(EVERY_SECONDS_MIN, every));
  const wait = tellsWait(draft);
  draft.yaml.positions = { first: '1s', every: text, ...(wait ? { wait: true } : {}) };
  const became = `positions: every ${text}${wait ? ', with the wait' : ''}`;
  return differs(
    became,
    'the caller who is next is told so, too, and a better place at the next time',
  );
}

function readPeriodic(every: number, draft: QueueDraft): Verdict {
  const sounds = (draft.values.get('periodic-announce')?.value ?? 'queue-periodic-announce')
    .split(',')
    .map((sound) => sound.trim())
    .filter((sound) => sound !== '');
  if (sounds.length === 0) return exact(undefined, 'no announcement is named');
  const start = secondsOf('periodic-announce-startdelay', draft, -1);
  let at = start >= 0 ? start : every;
  let count = 0;
  for (; count < TIMES_MAX && at < draft.longestSeconds; count++, at += every) {
    const announcement = draft.shared.announcementOf(sounds[count % sounds.length]!);
    draft.sayings.push({ atSeconds: at, announcement });
  }
  const times = count === 1 ? 'once' : `${count} times`;
  if (at >= draft.longestSeconds) return exact(`say, ${times}: one step each`);
  return differs(
    `say, ${times}: one step each`,
    `after ${secondsText(at - every)} it is said no more`,
  );
}

/** Options that only shape what a frequency asks for. */
export function readPart(setting: Setting, draft: QueueDraft): Verdict {
  const name = setting.key as OptionName;
  const isPeriodic = name.startsWith('periodic');
  const frequency = isPeriodic ? 'periodic-announce-frequency' : 'announce-frequency';
  if (secondsOf(frequency, draft, 0) <= 0) {
    return exact(undefined, `nothing is said without \`${frequency}\``);
  }
  if (isPeriodic) return exact(name === 'periodic-announce' ? 'announcements' : 'for of a step');
  if (name === 'announce-holdtime') return readWait(setting, draft);
  if (name === 'announce-position') {
    if (/^(limit|more)$/i.test(setting.value)) {
      return differs('positions', optionTable['announce-position'].note);
    }
    return tellsPlace(draft) ? exact('positions') : exact(undefined, 'no place is told');
  }
  return none(optionTable[name].note);
}

function readWait({ value }: Setting, draft: QueueDraft): Verdict {
  if (!tellsWait(draft)) return exact(undefined, 'the wait is not told');
  if (!tellsPlace(draft)) return none('the wait is told with the place only');
  const once = /^once$/i.test(value) ? '; each time, not once' : '';
  const why = `told is a band in which eight callers in ten are answered, and nothing while that is unsure${once}`;
  return differs('positions: wait', why);
}
