/**
 * Contacts, the customer sheet, scripts and the FAQ as pages are shown them. Times are epoch ms of
 * the server, telephone numbers E.164 with their plus.
 */

import type { PathReport } from '../../core/script/report.ts';
import type { Script } from '../../core/script/script.ts';
import type { Walk } from '../../core/script/walk.ts';
import type { Named } from './named.ts';

/** A reason; where it has reasons below it, one of these must be chosen. */
export interface ReasonShown {
  readonly id: string;
  readonly name: Named;
  readonly reasons: readonly ReasonShown[];
}

/** What may come of a call. */
export interface CodeShown extends ReasonShown {
  readonly isGoal: boolean;
  readonly isRefusal: boolean;
}

/** Somebody, in a line. */
export interface PersonLine {
  readonly id: number;
  readonly name: string;
  readonly kana: string;
  readonly company: string;
}

/** A call that rings, before anybody talks. */
export interface OfferedShown {
  readonly call: number;
  readonly offer: number;
  readonly direction: 'in' | 'out';
  /** Null: withheld. */
  readonly number: string | null;
  readonly written: string;
  readonly dialled: string;
  readonly queue: string;
  /** Whom the caller means to have called, and what to say first. */
  readonly company: Named | null;
  readonly greeting: Named | null;
  readonly campaign: string | null;
  /** Everybody with this number; of who was called, that person alone. */
  readonly people: readonly PersonLine[];
}

/** A conversation, going on or over. */
export interface ContactShown extends OfferedShown {
  readonly id: number;
  readonly agent: string;
  readonly state: 'talking' | 'over' | 'saved';
  readonly connectedAt: number;
  readonly endedAt: number | null;
  readonly savedAt: number | null;
  /** Chosen among `people`, or the only one. */
  readonly person: number | null;
  readonly attempt: number | null;
  readonly code: string | null;
  /** `price/too-high`. */
  readonly reason: string | null;
  readonly note: string;
  readonly impression: string;
  /** When to call again, as it was typed and as it was understood. */
  readonly callbackWords: string;
  readonly callback: CallbackUnderstood | null;
  readonly codes: readonly CodeShown[];
  /** It is to be saved with a code. */
  readonly required: boolean;
  readonly script: ScriptShown | null;
}

export type CallbackUnderstood =
  | { readonly at: number; readonly said: { readonly en: string; readonly ja: string } }
  | { readonly why: 'not-understood' | 'no-time' | 'no-such-time' | 'past' };

/** The script of a conversation: texts are rendered with `core/script/text.ts`. */
export interface ScriptShown {
  readonly script: Script;
  readonly walk: Walk;
  readonly fields: Readonly<Record<'en' | 'ja', Readonly<Record<string, string>>>>;
}

/** `GET /me/contact`. */
export interface DeskContact {
  readonly offered: OfferedShown | null;
  /** The one that goes on, or the last that is not saved. */
  readonly contact: ContactShown | null;
  /** Over, not saved, and to be saved with a code. */
  readonly unsaved: number;
}

/** A field of the sheet with its value. */
export interface FieldShown {
  readonly id: string;
  readonly name: Named;
  readonly kind: 'text' | 'number' | 'yes-no' | 'date' | 'choice';
  readonly choices: readonly string[];
  readonly editable: boolean;
  readonly value: string | number | boolean | null;
}

/** One thing that happened, latest first. */
export interface EventShown {
  readonly at: number;
  readonly kind:
    | 'purchase'
    | 'attempt'
    | 'contact'
    | 'note'
    | 'callback'
    | 'consent'
    | 'withdrawal'
    | 'refusal'
    | 'complaint'
    | 'attribute';
  readonly id: number;
  readonly about: Readonly<Record<string, unknown>>;
}

/** `GET /people/{person}/sheet`. */
export interface Sheet {
  readonly tenant: string;
  readonly person: PersonLine & {
    readonly customerKey: string | null;
    readonly email: string;
    readonly zone: string;
    readonly language: string;
    readonly numbers: readonly {
      readonly number: string;
      readonly written: string;
      readonly kind: string;
      readonly state: 'ok' | 'dead';
    }[];
    readonly addresses: readonly Readonly<Record<string, string>>[];
    readonly figures: Readonly<Record<string, number | null>>;
    readonly erasedAt: number | null;
  };
  readonly fields: readonly FieldShown[];
  /** Attributes no field shows. */
  readonly others: Readonly<Record<string, string | number | boolean>>;
  /** True: not to be called at all. */
  readonly doNotCall: boolean;
  readonly history: readonly EventShown[];
  readonly consents: readonly Readonly<Record<string, unknown>>[];
  readonly refusals: readonly Readonly<Record<string, unknown>>[];
  /** Open ones. */
  readonly complaints: readonly Readonly<Record<string, unknown>>[];
  readonly promises: readonly Readonly<Record<string, unknown>>[];
  readonly notes: readonly NoteShown[];
  readonly doubts: readonly DoubtShown[];
}

export interface NoteShown {
  readonly id: number;
  readonly text: string;
  readonly contact: number | null;
  readonly writtenAt: number;
  readonly writtenBy: string;
}

export interface DoubtShown {
  readonly id: number;
  readonly person: number | null;
  readonly contact: number | null;
  readonly text: string;
  readonly answer: string;
  readonly faq: number | null;
  readonly raisedAt: number;
  readonly raisedBy: string;
  readonly answeredAt: number | null;
  readonly answeredBy: string | null;
}

/** A question and its answer; one language at least. */
export interface FaqTextsShown {
  readonly questionEn: string;
  readonly questionJa: string;
  readonly answerEn: string;
  readonly answerJa: string;
}

export interface FaqShown extends FaqTextsShown {
  readonly id: number;
  readonly state: 'shown' | 'withdrawn';
  readonly version: number;
  readonly owner: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly uses: number;
}

export interface FaqVersionShown extends FaqTextsShown {
  readonly version: number;
  readonly writtenAt: number;
  readonly writtenBy: string;
}

/** `GET /faq/{entry}`. */
export interface FaqDetail {
  readonly entry: FaqShown;
  readonly versions: readonly FaqVersionShown[];
  readonly uses: readonly {
    readonly agent: string;
    readonly uses: number;
    readonly lastAt: number;
  }[];
  /** What customers asked that it came from. */
  readonly doubts: readonly DoubtShown[];
}

/** Words that were searched for in vain. */
export interface UnansweredShown {
  readonly words: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastBy: string;
}

/** A version of a script in a list. */
export interface ScriptVersionShown {
  readonly version: number;
  readonly state: 'draft' | 'published' | 'retired';
  readonly weight: number;
  readonly writtenAt: number;
  readonly writtenBy: string;
  readonly publishedAt: number | null;
  readonly publishedBy: string | null;
  readonly retiredAt: number | null;
  readonly retiredBy: string | null;
}

export interface ScriptLine {
  readonly code: string;
  readonly name: string;
  readonly versions: readonly ScriptVersionShown[];
}

/** What is wrong with a script, where it is. */
export interface ScriptFaultShown {
  /** From 1, both. */
  readonly line: number;
  readonly column: number;
  readonly text: Named;
}

/** `POST /scripts/check`: the script, or everything that is wrong with its text. */
export interface ScriptChecked {
  readonly faults: readonly ScriptFaultShown[];
  readonly script: Script | null;
  readonly code: string | null;
}

/** `GET /scripts/{code}/versions/{version}`. */
export interface ScriptVersionText extends ScriptVersionShown {
  readonly code: string;
  readonly source: string;
  readonly script: Script;
}

/** A line of two texts side by side: in both, only in the first, only in the second. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** `GET /scripts/{code}/report`: each version, and how they compare. */
export interface ScriptReportShown {
  readonly reports: readonly PathReport[];
  readonly comparisons: readonly {
    readonly a: number;
    readonly b: number;
    readonly difference: { readonly share: number; readonly low: number; readonly high: number };
    readonly better: 'a' | 'b' | 'not-known';
  }[];
}
