/** Accounts as admins keep them. Whoever asks sees and changes those within their own scope. */

import type { AccountRow, Accounts } from '../../adapters/store/accounts.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { Site } from '../../config/site.ts';
import { RequestError } from '../errors.ts';
import { orRequestError } from '../store-room.ts';
import {
  type AccountForm,
  accountFaults,
  filledIn,
  nameFault,
  needFaultless,
  needWithin,
  scopeOfForm,
} from './account-form.ts';
import { foldedName } from './account-name.ts';
import { type Holder, includesScope } from './holder.ts';
import type { Passwords } from './passwords.ts';

export interface AccountWish extends AccountForm {
  readonly name: string;
  readonly shownName: string;
  readonly language: AccountRow['language'];
}

export interface AccountChangeWish extends Partial<Omit<AccountWish, 'name'>> {
  readonly isDisabled?: boolean;
}

interface BookParts {
  readonly store: Pick<Store, 'accounts'>;
  readonly passwords: Passwords;
  readonly site: Site;
  now(): number;
}

const exists = { conflict: 'account-exists' } as const;

export class AccountBook {
  readonly #accounts: Accounts;
  readonly #parts: BookParts;

  constructor(parts: BookParts) {
    this.#accounts = parts.store.accounts;
    this.#parts = parts;
  }

  /** By name. */
  async all(holder: Holder): Promise<AccountRow[]> {
    const all = await this.#accounts.all();
    return all.filter((row) => includesScope(holder, scopeOfForm(row)));
  }

  /** Rejects with `account-invalid`, `account-exists`, `password-weak` or `other-tenant`. */
  async add(holder: Holder, wish: AccountWish, password: string): Promise<AccountRow> {
    const draft = this.#draft(wish, holder.id);
    needWithin(holder, draft);
    const hashed = await this.#parts.passwords.hash(password, draft.name);
    return orRequestError(exists, () => this.#accounts.add(draft, hashed));
  }

  /**
   * The first of all, an admin of everything, and others with the same password beside it; of these
   * those are left out whose name is taken, or none. Rejects with `set-up-done` when there is one.
   */
  async addFirst(
    wish: Pick<AccountWish, 'name' | 'shownName' | 'language'>,
    password: string,
    others: readonly AccountWish[] = [],
  ): Promise<void> {
    const all = { role: 'admin', tenant: null, teams: null, queues: null, agent: null } as const;
    const first = this.#draft({ ...wish, ...all }, 'set-up');
    const drafts = new Map(
      others
        .filter(({ name }) => foldedName(name) !== undefined)
        .map((each) => this.#draft(each, 'set-up'))
        .map((draft) => [draft.name, draft]),
    );
    drafts.delete(first.name);
    const hashed = await this.#parts.passwords.hash(password, first.name);
    await orRequestError({ refused: 'set-up-done' }, () =>
      this.#accounts.addFirst(first, hashed, [...drafts.values()]),
    );
  }

  /** Rejects as `add` does, and with `unknown-account` or `last-admin`. */
  async change(holder: Holder, name: string, wish: AccountChangeWish): Promise<AccountRow> {
    const before = await this.#find(holder, name);
    const { isDisabled, ...rest } = wish;
    const { disabledAt } = before;
    const after = filledIn(
      {
        ...before,
        ...rest,
        disabledAt: (isDisabled ?? disabledAt !== null) ? (disabledAt ?? this.#parts.now()) : null,
      },
      this.#parts.site,
    );
    needFaultless(accountFaults(after, this.#parts.site));
    needWithin(holder, after);
    if (!isChief(after)) await this.#needOtherChief(before);
    await orRequestError(exists, () => this.#accounts.change(before.name, after));
    return after;
  }

  /** All browsers of the account are signed out. */
  async setPassword(holder: Holder, name: string, password: string): Promise<void> {
    const { name: folded } = await this.#find(holder, name);
    const hashed = await this.#parts.passwords.hash(password, folded);
    await this.#accounts.setPassword(folded, hashed);
  }

  async signOut(holder: Holder, name: string): Promise<void> {
    const { name: folded } = await this.#find(holder, name);
    await this.#accounts.endAll(folded);
  }

  async #find(holder: Holder, name: string): Promise<AccountRow> {
    const found = await this.#accounts.find(foldedName(name) ?? '');
    if (found && includesScope(holder, scopeOfForm(found))) return found;
    throw new RequestError('unknown-account', `There is no account "${name}".`, { account: name });
  }

  #draft(wish: AccountWish, createdBy: string) {
    const name = foldedName(wish.name);
    const form = filledIn(wish, this.#parts.site);
    needFaultless([
      ...(name === undefined ? [nameFault] : []),
      ...accountFaults(form, this.#parts.site),
    ]);
    return { ...form, name: name!, createdBy };
  }

  /** Somebody must be left who can do everything, where there was somebody. */
  async #needOtherChief(before: AccountRow): Promise<void> {
    if (!isChief(before)) return;
    const others = (await this.#accounts.all()).filter(
      (each) => isChief(each) && each.name !== before.name,
    );
    if (others.length > 0) return;
    const sentence = `"${before.name}" is the last admin of everything; make another one first.`;
    throw new RequestError('last-admin', sentence, { account: before.name });
  }
}

const isChief = ({ role, disabledAt, ...scope }: AccountRow): boolean =>
  role === 'admin' && disabledAt === null && includesScope(scopeOfForm(scope), {});
