/** Times of the day in words: `18:30`, `6pm`, `18時半`, `午後6時`, `noon`. */

/** Minute of the day, undefined where there is none such; and the text without it. */
export interface Clock {
  readonly minute: number | undefined;
  readonly rest: string;
}

const evening = '午後|夕方|夜|昼';
const morning = '午前|朝';

/** Forms in the order in which they are tried; each gives hour, minute and half of the day. */
const forms: readonly (readonly [RegExp, (...parts: string[]) => number | undefined])[] = [
  [/\b(?:noon|midday)\b|正午/, () => 720],
  [
    new RegExp(`(${morning}|${evening})?(?:の)? ?(\\d{1,2})時(?:(半)|(\\d{1,2})分?)?`),
    (half, hour, thirty, minute) =>
      minuteOf(hour!, thirty ? '30' : minute, halfOf(half ?? '', Number(hour))),
  ],
  [
    new RegExp(`(${morning}|${evening})?(?:の)? ?(\\d{1,2}):(\\d{2})(?: ?([ap])\\.?m\\b\\.?)?`),
    (half, hour, minute, letter) =>
      minuteOf(hour!, minute, halfOf(half ?? letter ?? '', Number(hour))),
  ],
  [
    /\b(\d{1,2}) ?([ap])\.?m\b\.?/,
    (hour, letter) => minuteOf(hour!, undefined, halfOf(letter!, Number(hour))),
  ],
  [/\bat (\d{1,2})(?: ?o'?clock)?$/, (hour) => minuteOf(hour!, undefined, 'any')],
];
const bare = /(?:^|\s)(\d{1,2})$/;

type Half = 'first' | 'second' | 'any';

function halfOf(word: string, hour: number): Half {
  if (word === '') return 'any';
  if (word === 'a' || new RegExp(`^(?:${morning})$`).test(word)) return 'first';
  // 昼の12時 is noon, 夜12時 the end of the day; 昼の11時 is before noon.
  if (word === '昼' && hour >= 10 && hour <= 12) return 'any';
  return 'second';
}

/** Undefined: no clock shows it. */
function minuteOf(
  hourText: string,
  minuteText: string | undefined,
  half: Half,
): number | undefined {
  const [hour, minute] = [Number(hourText), Number(minuteText ?? 0)];
  if (minute > 59 || hour > 23) return undefined;
  if (half === 'any') return hour * 60 + minute;
  if (hour > 12) return half === 'second' ? hour * 60 + minute : undefined;
  return ((hour % 12) + (half === 'second' ? 12 : 0)) * 60 + minute;
}

/** The time in a text; `afterDay`: a number alone at its end is an hour. Undefined: none. */
export function readClock(text: string, afterDay: boolean): Clock | undefined {
  const tried = afterDay
    ? [...forms, [bare, (hour: string) => minuteOf(hour, undefined, 'any')] as const]
    : forms;
  for (const [form, read] of tried) {
    const match = form.exec(text);
    if (match === null) continue;
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
    return { minute: read(...(match.slice(1) as string[])), rest };
  }
  return undefined;
}
