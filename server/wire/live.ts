/** What the push sends to pages; see docs/decisions/0034-pages-show-what-the-server-holds.md. */

/** One text of the WebSocket, as JSON. */
export interface Frame {
  /** The server's clock, epoch ms: pages count on from it. */
  readonly at: number;
  /** Everything held of that topic before is void: what follows is all there is. */
  readonly whole?: readonly string[];
  /** By topic. */
  readonly topics?: Readonly<Record<string, TopicChange>>;
}

/** What has changed of a topic. */
export interface TopicChange {
  /** Each replaced whole; null: there is nothing of it now. */
  readonly parts?: Readonly<Record<string, unknown>>;
  readonly rows?: Readonly<Record<string, RowsChange>>;
}

/** What has changed of a table, row by row. */
export interface RowsChange {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly gone?: readonly string[];
}

/** A frame comes at least this often, so that a page knows when what it shows is old. */
export const heartbeatMs = 5_000;
/** Without a frame for so long, what a page shows is stale. */
export const staleMs = 12_000;
