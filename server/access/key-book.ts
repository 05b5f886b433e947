/** API keys and tokens of walls as admins keep them: shown once, when they are made. */

import type { AccessKeyRow, AccessKeys } from '../../adapters/store/access-keys.ts';
import type { Site } from '../../config/site.ts';
import { RequestError } from '../errors.ts';
import { orRequestError } from '../store-room.ts';
import {
  nameFault,
  needFaultless,
  needWithin,
  type ScopeForm,
  scopeFaults,
  scopeOfForm,
} from './account-form.ts';
import { foldedName } from './account-name.ts';
import { type Holder, includesScope } from './holder.ts';
import type { KeyRole } from './rights.ts';
import { digestOf, newToken } from './tokens.ts';

export type KeyKind = AccessKeyRow['kind'];

export interface KeyWish extends ScopeForm {
  readonly name: string;
  /** Of a wall it is `wall`. */
  readonly role: KeyRole | 'wall';
}

/** A new key, and the only sight of what is sent with requests. */
export interface NewKey {
  readonly row: AccessKeyRow;
  readonly key: string;
}

interface BookParts {
  readonly keys: AccessKeys;
  readonly site: Site;
  /** Keys of the configuration: their names are taken. */
  readonly ring: { has(id: string): boolean };
}

const prefixes = { key: 'tsk_', wall: 'tsw_' } as const;

export class KeyBook {
  readonly #parts: BookParts;

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  /** Those within the holder's sight, by name; revoked ones too. */
  async all(holder: Holder, kind: KeyKind): Promise<AccessKeyRow[]> {
    const all = await this.#parts.keys.all();
    return all.filter((row) => row.kind === kind && includesScope(holder, scopeOfForm(row)));
  }

  /** Rejects with `account-invalid`, `key-exists` or `other-tenant`. */
  async add(holder: Holder, kind: KeyKind, wish: KeyWish): Promise<NewKey> {
    const name = foldedName(wish.name);
    needFaultless([
      ...(name === undefined ? [nameFault] : []),
      ...scopeFaults(wish, this.#parts.site),
    ]);
    needWithin(holder, wish);
    if (this.#parts.ring.has(name!)) {
      throw new RequestError('key-exists', `The configuration has a key "${name}".`, { key: name });
    }
    const { role, tenant, teams, queues } = wish;
    const draft = { name: name!, kind, role, tenant, teams, queues, createdBy: holder.id };
    const key = newToken(prefixes[kind]);
    const row = await orRequestError({ conflict: 'key-exists' }, () =>
      this.#parts.keys.add(draft, digestOf(key)),
    );
    return { row, key };
  }

  /** For good. Rejects with `unknown-key`. */
  async revoke(holder: Holder, kind: KeyKind, name: string): Promise<void> {
    const found = (await this.all(holder, kind)).find((row) => row.name === name);
    if (found === undefined || found.revokedAt !== null) {
      const sentence = `There is no ${kind === 'key' ? 'key' : 'wall'} "${name}" in force.`;
      throw new RequestError('unknown-key', sentence, { key: name });
    }
    await orRequestError({ unknown: 'unknown-key' }, () => this.#parts.keys.revoke(name));
  }
}
