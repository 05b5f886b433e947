/** What an audience is shown, and how it differs from what it was shown before. */

/** A document: small parts that are sent whole, tables that are sent row by row. Plain JSON. */
export interface Shown {
  readonly parts: Readonly<Record<string, unknown>>;
  readonly rows?: Readonly<Record<string, ReadonlyMap<string, unknown>>>;
}

/** Remembers what was last shown as texts. Memory: those texts. */
export class LastShown {
  readonly #parts = new Map<string, string>();
  readonly #rows = new Map<string, Map<string, string>>();

  /**
   * What is new since the last call, as the JSON of a `TopicChange`; undefined: nothing. Cost: the
   * JSON of everything shown.
   */
  change(shown: Shown): string | undefined {
    const parts: string[] = [];
    for (const [name, value] of Object.entries(shown.parts)) {
      const text = JSON.stringify(value ?? null);
      if (this.#parts.get(name) === text) continue;
      this.#parts.set(name, text);
      parts.push(`${JSON.stringify(name)}:${text}`);
    }
    const tables: string[] = [];
    for (const [name, rows] of Object.entries(shown.rows ?? {})) {
      const text = this.#rowsChange(name, rows);
      if (text !== undefined) tables.push(`${JSON.stringify(name)}:${text}`);
    }
    return changeText(parts, tables);
  }

  /** All that was last shown, as the JSON of a `TopicChange`. */
  whole(): string {
    const parts = [...this.#parts].map(([name, text]) => `${JSON.stringify(name)}:${text}`);
    const tables = [...this.#rows].map(
      ([name, rows]) => `${JSON.stringify(name)}:${rowsText(pairs(rows), [])}`,
    );
    return changeText(parts, tables) ?? '{}';
  }

  #rowsChange(name: string, rows: ReadonlyMap<string, unknown>): string | undefined {
    const isNew = !this.#rows.has(name);
    const before = this.#rows.get(name) ?? new Map<string, string>();
    this.#rows.set(name, before);
    const set: string[] = [];
    for (const [id, row] of rows) {
      const text = JSON.stringify(row);
      if (before.get(id) === text) continue;
      before.set(id, text);
      set.push(`${JSON.stringify(id)}:${text}`);
    }
    const gone = before.size === rows.size ? [] : [...before.keys()].filter((id) => !rows.has(id));
    for (const id of gone) before.delete(id);
    return isNew || set.length > 0 || gone.length > 0 ? rowsText(set, gone) : undefined;
  }
}

const pairs = (rows: ReadonlyMap<string, string>): string[] =>
  [...rows].map(([id, text]) => `${JSON.stringify(id)}:${text}`);

const rowsText = (set: readonly string[], gone: readonly string[]): string =>
  `{"set":{${set.join(',')}},"gone":${JSON.stringify(gone)}}`;

function changeText(parts: readonly string[], tables: readonly string[]): string | undefined {
  if (parts.length === 0 && tables.length === 0) return undefined;
  return `{"parts":{${parts.join(',')}},"rows":{${tables.join(',')}}}`;
}
