/**
 * What comes from elsewhere, kept for documents that cannot wait: a look gives what was last heard
 * at once, and has it fetched again when that is old.
 */

export interface KeptParts<Value> {
  /** Rejects when it cannot be had now. */
  readonly load: (key: string) => Promise<Value>;
  readonly now: () => number;
  /** Older than this it is fetched again. */
  readonly freshMs: number;
  /** Not so soon after the last time, also when it is known to be old. Default: 0. */
  readonly restMs?: number;
  /** Something other than before was heard. */
  readonly changed: () => void;
}

interface Entry<Value> {
  value: Value | undefined;
  trouble: string | undefined;
  /** When it was last asked for elsewhere. */
  askedAt: number;
  isAsking: boolean;
  /** It is known to be old. */
  isVoid: boolean;
}

export class Kept<Value> {
  readonly #parts: KeptParts<Value>;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(parts: KeptParts<Value>) {
    this.#parts = parts;
  }

  /** What was last heard; undefined: nothing yet. Cost: a look-up; a question when it is old. */
  of(key: string): Value | undefined {
    const entry = this.#entry(key);
    const { now, freshMs, restMs = 0 } = this.#parts;
    const age = now() - entry.askedAt;
    if (!entry.isAsking && age >= (entry.isVoid ? restMs : freshMs)) void this.#ask(key, entry);
    return entry.value;
  }

  /** Why it could not be had at the last try. */
  trouble(key: string): string | undefined {
    return this.#entries.get(key)?.trouble;
  }

  /** It has changed elsewhere: the next look fetches it. */
  forget(key: string): void {
    this.#entry(key).isVoid = true;
    this.#parts.changed();
  }

  #entry(key: string): Entry<Value> {
    const known = this.#entries.get(key);
    if (known) return known;
    const made: Entry<Value> = {
      value: undefined,
      trouble: undefined,
      askedAt: Number.NEGATIVE_INFINITY,
      isAsking: false,
      isVoid: false,
    };
    this.#entries.set(key, made);
    return made;
  }

  async #ask(key: string, entry: Entry<Value>): Promise<void> {
    entry.isAsking = true;
    entry.isVoid = false;
    entry.askedAt = this.#parts.now();
    try {
      entry.value = await this.#parts.load(key);
      entry.trouble = undefined;
    } catch (error) {
      entry.trouble = (error as Error).message;
    }
    entry.isAsking = false;
    this.#parts.changed();
  }
}
