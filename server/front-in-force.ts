/** What of the front changes with the configuration: names, keys, who serves which queue. */

import type { CompiledConfig } from '../config/site.ts';
import type { AgentId, QueueId } from '../core/routing/ids.ts';
import type { Policy } from '../core/routing/policy.ts';
import { createDirectory, type Directory } from './directory.ts';
import { KeyRing, keysOf } from './keys.ts';
import { staffOf } from './staffing.ts';

export class InForce {
  readonly #folder: string;
  directory: Directory;
  keys: KeyRing;
  staff: ReadonlyMap<QueueId, readonly AgentId[]>;

  /** `folder`: of the journal, where a generated key lies. */
  constructor({ site }: CompiledConfig, policy: Policy, folder: string) {
    this.#folder = folder;
    this.directory = createDirectory(site);
    this.keys = new KeyRing(keysOf(site.server, folder).keys);
    this.staff = staffOf(policy);
  }

  /** Names and keys come first: lines under the new policy may speak of what only it has. */
  use({ site }: CompiledConfig): void {
    this.directory = createDirectory(site);
    this.keys = new KeyRing(keysOf(site.server, this.#folder).keys);
  }

  /** The router goes by this policy from the line just read on. */
  usePolicy(policy: Policy): void {
    this.staff = staffOf(policy);
  }
}
