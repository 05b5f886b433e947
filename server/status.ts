/** How the process is: what health, readiness and the screens say of it. */

import type { SwitchCapabilities } from '../adapters/port.ts';
import type { Diagnostic } from '../config/diagnostics.ts';
import type { Ms } from '../core/routing/ids.ts';

export interface ServerStatus {
  readonly version: string;
  readonly startedAt: Ms;
  readonly switchConnected: boolean;
  /** Why the switch is not connected, in one sentence. */
  readonly switchTrouble: string | undefined;
  /** `Asterisk 22.10.1`, once known. */
  readonly switchName: string | undefined;
  /** What the switch can do, once known. */
  readonly capabilities: SwitchCapabilities | undefined;
  /** Why the journal cannot be written. */
  readonly journalTrouble: string | undefined;
  readonly stopping: boolean;
}

/** The last attempt to load the configuration; kept by the front, which reloads. */
export interface ReloadStatus {
  readonly successful: boolean;
  /** When the configuration in force was loaded. */
  readonly loadedAt: Ms;
  /** Of the last attempt. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Why no calls can be routed now; empty: they can. */
export function notReady(status: ServerStatus): string[] {
  const reasons: string[] = [];
  if (status.stopping) reasons.push('the server is stopping');
  if (!status.switchConnected) {
    reasons.push(`the switch is not connected: ${status.switchTrouble ?? 'connecting'}`);
  }
  if (status.journalTrouble) reasons.push(status.journalTrouble);
  return reasons;
}

/** Keeps the status of the process and tells of each change. */
export class StatusBoard {
  now: ServerStatus;
  onChange: (now: ServerStatus) => void = () => {};

  constructor(version: string, startedAt: Ms) {
    this.now = {
      version,
      startedAt,
      switchConnected: false,
      switchTrouble: undefined,
      switchName: undefined,
      capabilities: undefined,
      journalTrouble: undefined,
      stopping: false,
    };
  }

  set(change: Partial<ServerStatus>): void {
    this.now = { ...this.now, ...change };
    this.onChange(this.now);
  }

  switchChanged(
    connected: boolean,
    trouble: string | undefined,
    capabilities: SwitchCapabilities,
  ): void {
    const { name, version } = capabilities;
    this.set({
      switchConnected: connected,
      switchTrouble: trouble,
      switchName: connected ? `${name} ${version}` : this.now.switchName,
      // Plain values: they cross threads.
      capabilities: connected ? { ...capabilities } : this.now.capabilities,
    });
  }
}
