/** What the routing thread and the front tell each other. Plain values: they cross threads. */

import type { CompiledConfig } from '../config/site.ts';
import type { DeskRequest } from './desk.ts';
import type { DeskAnswer } from './desk-answers.ts';
import type { ErrorCode, ErrorParams } from './errors.ts';
import type { JournalSnapshot } from './journal-lines.ts';
import type { ExplainQuestion, Explanation } from './live-explain.ts';
import type { ServerStatus } from './status.ts';

/** What the front may ask of the routing thread. Rejections are `RequestError`s. */
export interface Gateway {
  ask(request: DeskRequest): Promise<DeskAnswer>;
  /** Why things are as they are; refused while too many others ask. */
  explain(question: ExplainQuestion): Promise<Explanation>;
  /** Puts a valid configuration in force. */
  useConfig(config: CompiledConfig): Promise<void>;
  /** Resolves when what was journalled so far can be read from the disk. */
  flushJournal(): Promise<void>;
}

/** What a front begins with. */
export interface FrontStart {
  readonly config: CompiledConfig;
  /** Loaded again from here; undefined: the configuration did not come from files. */
  readonly configDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly snapshot: JournalSnapshot;
  readonly memory: SharedArrayBuffer;
  readonly status: ServerStatus;
  /** The router's time: milliseconds its clock is ahead of the machine's. */
  readonly aheadMs: number;
  /** Replays run on threads of their own. */
  readonly threads: boolean;
}

export interface FrontAddresses {
  /** `http://127.0.0.1:8470` */
  readonly api: string;
  readonly metrics: string;
}

/** Result of a reload asked for by signal or API. */
export interface ReloadAnswer {
  readonly ok: boolean;
  /** Of the configuration in force afterwards. */
  readonly version: string;
  /** As text with places and carets; empty when there is nothing to say. */
  readonly text: string;
  /** Settings that changed in the files and take effect only at the next start. */
  readonly needsRestart: readonly string[];
}

/** The front as the routing thread sees it. */
export interface Front {
  readonly addresses: FrontAddresses;
  /** Whole lines of the journal, in order. Returns at once. */
  apply(lines: string): void;
  setStatus(status: ServerStatus): void;
  reload(): Promise<ReloadAnswer>;
  /**
   * The word that makes the first account; undefined: there is one. Rejects when the store cannot
   * be opened.
   */
  setUpWord(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** What the routing thread wants of the front, and waits for. */
export type FrontWish = 'reload' | 'set-up-word';

export type ToFront =
  | { readonly type: 'lines'; readonly lines: string }
  | { readonly type: 'status'; readonly status: ServerStatus }
  | { readonly type: 'wish'; readonly id: number; readonly wish: FrontWish }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'stop' };

export type FromFront =
  | { readonly type: 'listening'; readonly addresses: FrontAddresses }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | { readonly type: 'granted'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'stopped' };

export type Question =
  | { readonly type: 'desk'; readonly request: DeskRequest }
  | { readonly type: 'explain'; readonly question: ExplainQuestion }
  | { readonly type: 'use-config'; readonly config: CompiledConfig }
  | { readonly type: 'flush-journal' };

export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly params: ErrorParams;
    };
