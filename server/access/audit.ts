/**
 * The audit log as the server writes it. Nobody waits for it: what is noted is written some 100 ms
 * later, and again and again while the store is away. What can be kept no longer goes to the
 * server's log, so that nothing is lost without a trace.
 */

import type { AuditDraft } from '../../adapters/store/audit-log.ts';
import type { Log } from '../log.ts';
import type { StoreRoom } from '../store-room.ts';
import { FoldedActs } from './audit-folding.ts';
import type { Holder } from './holder.ts';

export interface AuditOptions {
  /** Between the first note and its writing; what comes meanwhile is written with it. */
  readonly gatherMs: number;
  /** Between attempts while the store cannot be written: doubled each time. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  readonly waitingMax: number;
}

export const defaultAuditOptions: AuditOptions = {
  gatherMs: 100,
  retryMs: 1_000,
  retryMsMax: 30_000,
  waitingMax: 20_000,
};

/** Written in one transaction. */
const batchMax = 500;

/** What was done, beside who did it. */
export interface Act {
  /** `signed-in`, `listened`, `POST /calls/:call/move`, … */
  readonly act: string;
  /** What it was done to. Never a secret. */
  readonly about?: AuditDraft['about'];
  /** Network address it came from. */
  readonly address?: string;
  /** Whose matter it is, where the holder is of no tenant. */
  readonly tenant?: string;
}

export interface AuditParts {
  readonly room: Pick<StoreRoom, 'store' | 'now'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly options?: Partial<AuditOptions>;
}

export class Audit {
  readonly #parts: AuditParts;
  readonly #options: AuditOptions;
  readonly #waiting: AuditDraft[] = [];
  readonly #folded: FoldedActs;
  #timer: NodeJS.Timeout | undefined;
  /** The last of those who write, one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #failures = 0;
  #isOver = false;

  constructor(parts: AuditParts) {
    this.#parts = parts;
    this.#options = { ...defaultAuditOptions, ...parts.options };
    this.#folded = new FoldedActs(parts.room.now, (draft) => this.#keep(draft));
  }

  /** Somebody did something. Returns at once. */
  note(holder: Pick<Holder, 'id' | 'kind' | 'tenant'>, act: Act): void {
    this.#keep(this.#draft(holder, act));
  }

  /**
   * Somebody did something who was not let in; `name`: of the account they tried to be. The same
   * from one address is noted once a minute, with how often it was.
   */
  noteNobody(name: string, act: Act): void {
    this.#folded.add(this.#draft({ kind: 'nobody', id: name }, act));
  }

  /** Writes what waits, once. Resolves in any case; what could not be written is tried again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#folded.tellOld();
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
    if (this.#waiting.length > 0) this.#later();
  }

  /** Tries once more. What cannot be written goes to the server's log. */
  async stop(): Promise<void> {
    this.#folded.flush();
    await this.flush();
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const draft of this.#waiting.splice(0)) this.#tellLost(draft);
  }

  #draft(
    holder: { readonly id: string; readonly kind: AuditDraft['kind']; readonly tenant?: string },
    { act, about = {}, address = '', tenant }: Act,
  ): AuditDraft {
    const { kind, id } = holder;
    const at = this.#parts.room.now();
    return { at, kind, holder: id, tenant: holder.tenant ?? tenant ?? null, act, about, address };
  }

  #keep(draft: AuditDraft): void {
    if (this.#isOver || this.#waiting.length >= this.#options.waitingMax) {
      this.#tellLost(draft);
      return;
    }
    this.#waiting.push(draft);
    this.#later();
  }

  #later(): void {
    if (this.#isOver || this.#timer) return;
    const { gatherMs, retryMs, retryMsMax } = this.#options;
    const again = Math.min(retryMs * 2 ** (this.#failures - 1), retryMsMax);
    this.#timer = setTimeout(() => void this.flush(), this.#failures > 0 ? again : gatherMs);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const some = this.#waiting.slice(0, batchMax);
      try {
        const { audit } = await this.#parts.room.store();
        await audit.add(some);
      } catch (error) {
        if (this.#failures++ === 0) {
          const waiting = this.#waiting.length;
          this.#parts.log.error({ err: error, waiting }, 'the audit log cannot be written');
        }
        return;
      }
      this.#waiting.splice(0, some.length);
      if (this.#failures > 0) this.#parts.log.info({}, 'the audit log can be written again');
      this.#failures = 0;
    }
  }

  #tellLost(draft: AuditDraft): void {
    this.#parts.log.error({ audit: draft }, 'kept here and not in the audit log');
  }
}
