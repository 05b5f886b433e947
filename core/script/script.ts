/**
 * A talk script: steps an agent goes through with somebody on the line, each with a text to say and
 * an answer of a known type, and edges by answer. Plain JSON, never changed once published: a call
 * keeps the version it began with.
 */

/** A text in the languages it exists in; one at least. `{person.name}` stands for a field. */
export interface ScriptText {
  readonly en?: string;
  readonly ja?: string;
}

/** In the order in which one stands in for another. */
export const languages = ['en', 'ja'] as const;
/** Of what is said and shown. */
export type Language = (typeof languages)[number];

/** What a step asks for. `none`: nothing, it is said and left. */
export type Question =
  | { readonly kind: 'none' }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** Whole or not, within its bounds. */
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly whole?: true }
  /** `2026-11-26`, a day of the calendar. */
  | { readonly kind: 'date' }
  | { readonly kind: 'text'; readonly longest: number };

/** One answer of several. */
export interface Choice {
  readonly id: string;
  readonly label: ScriptText;
}

/** What the agent has on the screen at one moment. */
export interface Step {
  readonly id: string;
  readonly say: ScriptText;
  readonly question: Question;
  /** Where to, by the answer: `yes`, `no`, a choice's id. */
  readonly edges: Readonly<Record<string, string>>;
  /** Where to after any other answer; absent together with `outcome`: the script ends here. */
  readonly next?: string;
  /** The outcome this step leads to: the last step of a path. */
  readonly outcome?: string;
  /** Attribute of the person the answer is kept under. */
  readonly keeps?: string;
}

/** Something to say against an objection, opened by key at any step. */
export interface Card {
  readonly id: string;
  readonly title: ScriptText;
  readonly say: ScriptText;
}

/** What can come of a call, and what must have been said before it may be saved. */
export interface ScriptOutcome {
  readonly id: string;
  /** True: it is what the campaign is for. */
  readonly goal: boolean;
  /** Steps that must have been gone through: disclosures. */
  readonly needs: readonly string[];
}

/** One version of a script. */
export interface Script {
  readonly id: string;
  readonly version: number;
  readonly start: string;
  readonly steps: readonly Step[];
  readonly cards: readonly Card[];
  readonly outcomes: readonly ScriptOutcome[];
}

/** An answer as it is kept: what it means, not how it was typed. */
export type Answer = boolean | number | string | null;

/** The answer and the way it takes, or what is wrong with it. */
export type ReadAnswer =
  | { readonly answer: Answer; readonly edge: string | undefined }
  | { readonly wrong: WrongAnswer };

/** Why an answer is none. The page has the words for it. */
export type WrongAnswer =
  | { readonly why: 'not-yes-or-no' | 'no-such-choice' | 'not-a-number' | 'not-a-day' | 'empty' }
  | { readonly why: 'not-whole' }
  | { readonly why: 'too-small' | 'too-large' | 'too-long'; readonly limit: number };

/** Reads what was typed or pressed as an answer of the step's type. */
export function readAnswer(question: Question, text: string): ReadAnswer {
  const typed = text.trim();
  switch (question.kind) {
    case 'none':
      return { answer: null, edge: undefined };
    case 'yes-no':
      return yesOrNo(typed);
    case 'choice': {
      const { choices } = question;
      const chosen = choices.find(({ id }) => id === typed) ?? choices[keyOf(typed)];
      return chosen ? { answer: chosen.id, edge: chosen.id } : { wrong: { why: 'no-such-choice' } };
    }
    case 'number':
      return numberWithin(question, typed);
    case 'date':
      return isDay(typed) ? { answer: typed, edge: undefined } : { wrong: { why: 'not-a-day' } };
    case 'text': {
      if (typed === '') return { wrong: { why: 'empty' } };
      // What people count as one letter is one: emoji and kanji beyond the first plane, too.
      if ([...typed].length > question.longest) {
        return { wrong: { why: 'too-long', limit: question.longest } };
      }
      return { answer: typed, edge: undefined };
    }
  }
}

/** The number keys: `1` is the first choice. */
const keyOf = (typed: string): number => (/^[1-9]$/.test(typed) ? Number(typed) - 1 : -1);

function yesOrNo(typed: string): ReadAnswer {
  const word = typed.toLowerCase();
  if (['1', 'y', 'yes', 'はい'].includes(word)) return { answer: true, edge: 'yes' };
  if (['2', 'n', 'no', 'いいえ'].includes(word)) return { answer: false, edge: 'no' };
  return { wrong: { why: 'not-yes-or-no' } };
}

type NumberQuestion = Extract<Question, { kind: 'number' }>;

function numberWithin({ min, max, whole }: NumberQuestion, typed: string): ReadAnswer {
  // Full-width digits, as a Japanese keyboard gives them.
  const plain = typed.normalize('NFKC').replaceAll(',', '');
  if (!/^[-−]?\d+(\.\d+)?$/.test(plain)) return { wrong: { why: 'not-a-number' } };
  const value = Number(plain.replace('−', '-'));
  if (whole && !Number.isInteger(value)) return { wrong: { why: 'not-whole' } };
  if (min !== undefined && value < min) return { wrong: { why: 'too-small', limit: min } };
  if (max !== undefined && value > max) return { wrong: { why: 'too-large', limit: max } };
  return { answer: value, edge: undefined };
}

/** Days of the months of a year that is none of the leap years. */
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of the Gregorian calendar. */
function isDay(typed: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const longest = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
  return day >= 1 && day <= longest;
}

/** Where a step leads by that edge; undefined: the script ends. */
export const nextOf = (step: Step, edge: string | undefined): string | undefined =>
  (edge !== undefined && Object.hasOwn(step.edges, edge) ? step.edges[edge] : undefined) ??
  step.next;
