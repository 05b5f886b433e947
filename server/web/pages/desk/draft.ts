/**
 * What is typed and not yet confirmed by the server. Typing goes there at once, gathered for a
 * moment; what the server then pushes takes the place of what was typed.
 */

import { computed, type ReadonlySignal, signal } from '@preact/signals';

export interface DraftParts<Fields extends object> {
  /** Rejects when it could not be kept. */
  readonly keep: (fields: Partial<Fields>) => Promise<unknown>;
  /** Between a keystroke and its way to the server. */
  readonly gatherMs?: number;
  /** Before it is tried again. */
  readonly againMs?: number;
}

export class Draft<Fields extends object> {
  /** Typed here, and not seen in what the server pushes. */
  readonly typed = signal<Partial<Fields>>({});
  /** `waiting`: it could not be kept and is tried again. */
  readonly state: ReadonlySignal<'kept' | 'keeping' | 'waiting'>;
  readonly #parts: Required<DraftParts<Fields>>;
  /** Fields the server has not answered for. */
  readonly #unsent = signal<ReadonlySet<keyof Fields>>(new Set());
  readonly #isInVain = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;

  constructor(parts: DraftParts<Fields>) {
    this.#parts = { gatherMs: 250, againMs: 2_000, ...parts };
    this.state = computed(() => {
      if (this.#unsent.value.size === 0) return 'kept';
      return this.#isInVain.value ? 'waiting' : 'keeping';
    });
  }

  set<Field extends keyof Fields>(field: Field, value: Fields[Field]): void {
    this.typed.value = { ...this.typed.value, [field]: value };
    this.#unsent.value = new Set([...this.#unsent.value, field]);
    this.#later(this.#parts.gatherMs);
  }

  /** What the page shows: typed, over what the server has. */
  over(fields: Fields): Fields {
    return { ...fields, ...this.typed.value };
  }

  /** The server has this: what is typed and the same is no more than that. */
  confirm(fields: Partial<Fields>): void {
    const typed = { ...this.typed.value };
    let changed = false;
    for (const field of Object.keys(typed) as (keyof Fields)[]) {
      if (this.#unsent.value.has(field) || !isSame(typed[field], fields[field])) continue;
      delete typed[field];
      changed = true;
    }
    if (changed) this.typed.value = typed;
  }

  /** Sends what is left now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#unsent.value.size === 0) return;
    this.#sending = this.#send().finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #send(): Promise<void> {
    const fields: Partial<Fields> = {};
    for (const field of this.#unsent.value) fields[field] = this.typed.value[field] as never;
    try {
      await this.#parts.keep(fields);
      this.#isInVain.value = false;
      // What was typed meanwhile goes next.
      const left = [...this.#unsent.value].filter(
        (field) => !isSame(this.typed.value[field], fields[field]),
      );
      this.#unsent.value = new Set(left);
      if (left.length > 0) this.#later(this.#parts.gatherMs);
    } catch {
      this.#isInVain.value = true;
      this.#later(this.#parts.againMs);
    }
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
