/** Days in words: `tomorrow`, `来週月曜`, `next friday`, `12/1`, `12月1日`, `dec 1`, `in 3 days`. */

/**
 * Days since the epoch that may be meant, in order: the first on which it is yet to come is. NaN:
 * no calendar has it. `rest`: the text without it.
 */
export interface Day {
  readonly days: readonly number[];
  readonly rest: string;
}

const dayMs = 86_400_000;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const monthWord = `(${months.join('|')})[a-z]*\\.?`;
const weekdays = 'mon tue wed thu fri sat sun'.split(' ');
const weekdayWord = `(${weekdays.join('|')})(?:[a-z]*day)?\\b`;

/** Monday 0; 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

type Read = (today: number, ...parts: (string | undefined)[]) => readonly number[];

/** Forms in the order in which they are tried. */
const forms: readonly (readonly [RegExp, Read])[] = [
  [/(?:the )?day after tomorrow|明後日|あさって/, (today) => [today + 2]],
  [/\btomorrow\b|\btmrw?\b|明日|あした|あす/, (today) => [today + 1]],
  [/\btoday\b|\btonight\b|今日|本日|きょう/, (today) => [today]],
  [/\bin (an?|\d{1,3}) (day|week)s?\b/, (today, many, unit) => [today + spanOf(many, unit)]],
  [/(\d{1,3})日後/, (today, many) => [today + Number(many)]],
  [/(\d{1,2})週間?後/, (today, many) => [today + 7 * Number(many)]],
  [
    /(今週|来週|再来週)の? ?([月火水木金土日])(?:曜日?)?/,
    (today, week, day) => [
      ofWeek(today, ['今週', '来週', '再来週'].indexOf(week!), '月火水木金土日'.indexOf(day!)),
    ],
  ],
  [/来週(?=\s|に|の|$)/, (today) => [today + 7]],
  [/([月火水木金土日])曜日?/, (today, day) => nextTwo(today, '月火水木金土日'.indexOf(day!))],
  [
    new RegExp(`\\b(next|this)(?: week)? ${weekdayWord}`),
    (today, week, day) => [ofWeek(today, week === 'next' ? 1 : 0, weekdays.indexOf(day!))],
  ],
  [new RegExp(`\\b${weekdayWord}`), (today, day) => nextTwo(today, weekdays.indexOf(day!))],
  [/(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?/, (_, y, m, d) => [dayOf(Number(y), m!, d!)]],
  [/(\d{1,2})月(\d{1,2})日/, (today, month, day) => thisYearOrNext(today, month!, day!)],
  [/\b(\d{1,2})\/(\d{1,2})\b/, (today, month, day) => thisYearOrNext(today, month!, day!)],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${monthWord}`),
    (today, day, month) => thisYearOrNext(today, monthOf(month!), day!),
  ],
  [
    new RegExp(`\\b${monthWord} (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)`),
    (today, month, day) => thisYearOrNext(today, monthOf(month!), day!),
  ],
  [/(?<!\d)(\d{1,2})日(?!後)/, (today, day) => thisMonthOrNext(today, day!)],
];

const spanOf = (many: string | undefined, unit: string | undefined): number =>
  (/^an?$/.test(many ?? '') ? 1 : Number(many)) * (unit === 'week' ? 7 : 1);

const monthOf = (word: string): string => String(months.indexOf(word) + 1);

/** That day of this week, of the next, of the one after it; weeks begin on Mondays. */
const ofWeek = (today: number, weeks: number, weekday: number): number =>
  today - weekdayOf(today) + 7 * weeks + weekday;

/** Today if it is such a day and the time is yet to come, else the next one. */
function nextTwo(today: number, weekday: number): readonly number[] {
  const next = today + ((weekday - weekdayOf(today) + 7) % 7);
  return [next, next + 7];
}

/** Day of the calendar; NaN: there is none such. */
function dayOf(year: number, month: string, day: string): number {
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? date.getTime() / dayMs : Number.NaN;
}

function thisYearOrNext(today: number, month: string, day: string): readonly number[] {
  const year = new Date(today * dayMs).getUTCFullYear();
  // 29 February may be some years away.
  const found = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((more) => dayOf(year + more, month, day));
  const real = found.filter((each) => !Number.isNaN(each) && each >= today);
  return real.length > 0 ? real : [Number.NaN];
}

function thisMonthOrNext(today: number, day: string): readonly number[] {
  const date = new Date(today * dayMs);
  const found = [0, 1, 2].map((more) => {
    const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + more, 1));
    return dayOf(month.getUTCFullYear(), String(month.getUTCMonth() + 1), day);
  });
  const real = found.filter((each) => !Number.isNaN(each) && each >= today);
  return real.length > 0 ? real : [Number.NaN];
}

/** The day in a text; undefined: none. */
export function readDay(text: string, today: number): Day | undefined {
  for (const [form, read] of forms) {
    const match = form.exec(text);
    if (match === null) continue;
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
    return { days: read(today, ...match.slice(1)), rest: rest.trim() };
  }
  return undefined;
}
