/** What the routing thread and the dialer's tell each other. Plain values: they cross threads. */

import type { CompiledConfig } from '../../config/site.ts';
import type { CallId } from '../../core/routing/ids.ts';
import type { DialOrder } from '../dials.ts';
import type { LogPlace } from '../log.ts';
import type { RunnerStart } from './runner.ts';

/** The dialer as the routing thread sees it. */
export interface Outbound {
  /** Whole lines of the journal, in order. Returns at once. */
  apply(lines: string): void;
  useConfig(config: CompiledConfig): void;
  stop(): Promise<void>;
}

/** What the dialer asks of routing. */
export interface OutboundListener {
  send(order: DialOrder): void;
  letGo(call: CallId): void;
}

export interface OutboundThreadStart {
  readonly start: RunnerStart;
  readonly log: LogPlace;
  /** The router's time: milliseconds its clock is ahead of the machine's. */
  readonly aheadMs: number;
}

export type ToOutbound =
  | { readonly type: 'lines'; readonly lines: string }
  | { readonly type: 'config'; readonly config: CompiledConfig }
  | { readonly type: 'stop' };

export type FromOutbound =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'dial'; readonly order: DialOrder }
  | { readonly type: 'let-go'; readonly call: CallId }
  | { readonly type: 'stopped' };
