/** What the routes `/config/files…` take and answer. */

export type { DiagnosticCode } from '../../config/diagnostics.ts';

/** One file of the configuration's folder. */
export interface ConfigFile {
  /** Within the folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Of the text; whoever writes says which text it was that they changed. */
  readonly digest: string;
}

export interface ConfigFilesAnswer {
  /** Of the configuration in force. */
  readonly version: string;
  readonly loadedAt: number;
  readonly files: readonly ConfigFile[];
}

/** A file as somebody wants it. */
export interface ConfigEdit {
  readonly path: string;
  readonly text: string;
}

export interface ConfigDiagnostic {
  readonly path: string;
  /** From 1; 0: the whole file. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** One setting that would be another; values as JSON, secrets never. */
export interface ConfigDifference {
  /** `queues › support › target › ratio` */
  readonly path: string;
  /** Null: it is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What a reload would do to the calls that wait in a queue. */
export interface QueueEffect {
  readonly queue: string;
  readonly waiting: number;
  /**
   * `gone`: no new calls; those that wait follow the steps they joined with. `kept`: so do they
   * here; only new calls see the change. `live`: they go on by the new steps. `same`: the queue is
   * as it was, only who can serve it differs.
   */
  readonly change: 'gone' | 'kept' | 'live' | 'same';
  /** Signed-in agents who can serve it at some step. */
  readonly agentsBefore: number;
  readonly agentsAfter: number;
  /** Waiting calls somebody signed in could take at some step, and nobody could any more. */
  readonly left: number;
}

export interface ConfigEffect {
  readonly queues: readonly QueueEffect[];
  /** Signed-in agents who are no more: signed out, after a call they are in. */
  readonly agentsGone: readonly string[];
}

export interface ConfigChecked {
  readonly ok: boolean;
  /** Why it cannot be put in force though no file has an error; empty: it can. */
  readonly text: string;
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** Against what is in force; empty while there are errors. */
  readonly differences: readonly ConfigDifference[];
  readonly effect: ConfigEffect;
  readonly needsRestart: readonly string[];
}

export interface ConfigWritten extends ConfigChecked {
  readonly version: string;
  readonly files: readonly ConfigFile[];
}
