/**
 * Questions asked over a connection to the manager interface and not answered yet. Each settles
 * once: by its answer, by its time limit, or by the end of the connection. Shared by both
 * connections, so that whoever asks need not care by which of them.
 */

import type { Clock } from '../clock.ts';
import type { AmiAction, AmiMessage } from './message.ts';

/** Whom one can ask; `AmiLink` and `AmiConnection` are such. */
export interface AmiAsker {
  /**
   * Asks for a single answer. Rejects with an `AmiError`: `refused` with Asterisk's own words,
   * `lost`, or `no-answer`; it may have been done all the same in the last two. Rejects with an
   * `AmiActionError` for values that cannot be sent.
   */
  ask(action: AmiAction): Promise<AmiMessage>;
  /** Asks for a list: its events without the one that ends it. Rejects as `ask` does. */
  list(action: AmiAction): Promise<AmiMessage[]>;
}

/** Why a question has no answer. */
export class AmiError extends Error {
  override name = 'AmiError';
  readonly kind: 'refused' | 'lost' | 'no-answer';

  constructor(kind: AmiError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Question {
  readonly what: string;
  /** Events of the answer, up to the one that ends the list; undefined: a single response. */
  readonly list: AmiMessage[] | undefined;
  readonly resolve: (answer: AmiMessage[]) => void;
  readonly reject: (error: AmiError) => void;
  readonly cancel: () => void;
}

/** A single answer, and each step of connecting. */
export const answerMs = 5_000;
/** Lists of a large centre take their time. */
const listMs = 30_000;
/** Between two looks whether the other side still answers. */
export const pingMs = 5_000;
/** Pauses before connecting again; the last one repeats. */
export const retryMs = [250, 1_000, 2_000, 5_000, 10_000] as const;

/** Numbers begin with `prefix`, which no event's name and no other program's number does. */
export class Questions {
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #open = new Map<string, Question>();
  #nextId = 1;

  constructor(clock: Clock, prefix: string) {
    this.#clock = clock;
    this.#prefix = prefix;
  }

  /** How many wait for an answer. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * `send` puts it on the line under the number it is given, or throws. `take` is told of the
   * answer at once, before any message that follows it.
   */
  ask(
    action: AmiAction,
    kind: 'single' | 'list',
    send: (id: string) => void,
    take?: (answer: AmiMessage[]) => void,
  ): Promise<AmiMessage[]> {
    const id = `${this.#prefix}${this.#nextId++}`;
    const timeoutMs = kind === 'list' ? listMs : answerMs;
    return new Promise<AmiMessage[]>((resolve, reject) => {
      const what = action.Action;
      send(id);
      const cancel = this.#clock.setTimer(timeoutMs, () => {
        this.#open.delete(id);
        reject(new AmiError('no-answer', `${what}: no answer within ${timeoutMs / 1000} s`));
      });
      const list = kind === 'list' ? [] : undefined;
      const answered = (answer: AmiMessage[]): void => {
        take?.(answer);
        resolve(answer);
      };
      this.#open.set(id, { what, list, resolve: answered, reject, cancel });
    });
  }

  /** Whether the message belongs to a question that is open. */
  take(message: AmiMessage): boolean {
    const id = message.actionId;
    const question = id === undefined ? undefined : this.#open.get(id);
    // A user event bears the number of the action that made it, which may be another program's.
    if (question === undefined || message.event === 'UserEvent') return false;
    if (message.response === 'Error') {
      this.#answered(id!, question);
      question.reject(new AmiError('refused', `${question.what}: ${message.text('Message')}`));
    } else if (question.list === undefined) {
      this.#answered(id!, question);
      question.resolve([message]);
    } else if (message.get('EventList')?.toLowerCase() === 'complete') {
      this.#answered(id!, question);
      question.resolve(question.list);
    } else if (message.event !== undefined) question.list.push(message);
    return true;
  }

  /** The connection has ended: none of them will be answered. */
  lost(why: string): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { what, cancel, reject } of open) {
      cancel();
      reject(new AmiError('lost', `${what}: ${why}`));
    }
  }

  #answered(id: string, question: Question): void {
    question.cancel();
    this.#open.delete(id);
  }
}

/** One sentence for people: which Asterisk, what is wrong, and what to look at. */
export function troubleOf(host: string, port: number, why: string): string {
  return `Asterisk's manager interface at ${host}:${port}: ${why}${advice(why)}`;
}

function advice(why: string): string {
  if (/ECONNREFUSED/.test(why)) return '. Is `enabled = yes` in manager.conf, and the port right?';
  if (/Authentication failed/.test(why)) {
    return '. User and secret must be those of manager.conf, and its `permit` our address';
  }
  return '';
}
