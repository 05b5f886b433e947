/** What the address of a wall says: `/wall?queues=a,b&turn=20&lang=ja&size=6#token=…`. */

export interface WallSettings {
  /** In the fragment, which no server and no log ever sees; absent: nobody's wall. */
  readonly token: string | undefined;
  /** Only these queues, in this order; null: all there are. */
  readonly queues: readonly string[] | null;
  /** Seconds a view is shown; 0: it stays. */
  readonly turnSeconds: number;
  /** Queues in one view. */
  readonly size: number;
  readonly language: 'en' | 'ja' | null;
}

const sizeMax = 24;

/** Reads it; what is not understood counts as not said. */
export function wallSettings({
  search,
  hash,
}: {
  readonly search: string;
  readonly hash: string;
}): WallSettings {
  const query = new URLSearchParams(search);
  const queues = (query.get('queues') ?? '').split(',').filter(Boolean);
  const language = query.get('lang');
  return {
    token: new URLSearchParams(hash.slice(1)).get('token') ?? undefined,
    queues: queues.length > 0 ? queues : null,
    turnSeconds: numberIn(query.get('turn'), 0, 3_600) ?? 15,
    size: numberIn(query.get('size'), 1, sizeMax) ?? 6,
    language: language === 'en' || language === 'ja' ? language : null,
  };
}

function numberIn(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d+$/.test(text)) return undefined;
  return Math.min(most, Math.max(least, Number(text)));
}

/** The rows in the order asked for. */
export function rowsAsked<Row>(
  rows: ReadonlyMap<string, Row>,
  queues: readonly string[] | null,
): Row[] {
  if (queues === null) return [...rows.values()];
  return queues.flatMap((id) => rows.get(id) ?? []);
}

/** Pieces of at most this many. */
export const pagesOf = <Row>(rows: readonly Row[], size: number): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, at) =>
    rows.slice(at * size, (at + 1) * size),
  );
