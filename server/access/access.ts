/**
 * Who is let in: with a key of the configuration or of the store, with the token of a wall, or
 * signed in to an account.
 */

import type { AccountRow } from '../../adapters/store/accounts.ts';
import type { AuditQuestion, AuditRow } from '../../adapters/store/audit-log.ts';
import type { WebSite } from '../../config/site.ts';
import { RequestError } from '../errors.ts';
import type { InForce } from '../front-in-force.ts';
import type { StoreRoom } from '../store-room.ts';
import type { Choice, Choices, KeyShown } from '../wire/accounts.ts';
import { AccountBook } from './account-book.ts';
import { scopeOfForm } from './account-form.ts';
import { foldedName } from './account-name.ts';
import { Audit, type AuditParts } from './audit.ts';
import { type Holder, includesScope, maySee, maySeeAgent, maySeeQueue } from './holder.ts';
import { KeyBook } from './key-book.ts';
import { defaultPasswordCost, type PasswordCost, Passwords } from './passwords.ts';
import { includesRole } from './rights.ts';
import { type FirstWish, isDemo, makeFirst, SetUpWord } from './set-up.ts';
import { SignInPace } from './sign-in-pace.ts';
import { digestOf, newToken } from './tokens.ts';

export interface AccessParts {
  readonly room: Pick<StoreRoom, 'store' | 'now'>;
  /** Keys and settings of the configuration in force. */
  readonly inForce: Pick<InForce, 'keys' | 'directory'>;
  readonly log: AuditParts['log'];
  readonly passwordCost?: PasswordCost;
}

/** Lines that stay open for whoever was let in once. */
export interface Lines {
  /** Closes those of holders who are let in no more. */
  recheck(upholds: (holder: Holder) => Promise<boolean>): Promise<void>;
}

/** How a holder came in. */
type Way =
  | { readonly by: 'ring' }
  | { readonly by: 'key'; readonly digest: string }
  | { readonly by: 'cookie'; readonly digest: string; readonly account: AccountRow };

/** Written down again at most so often. */
const touchEveryMs = 60_000;
/** How long an open line may outlive what let its holder in, when another process took it away. */
const tendMs = 30_000;

export class Access {
  readonly passwords: Passwords;
  readonly audit: Audit;
  readonly #parts: AccessParts;
  readonly #pace: SignInPace;
  readonly #ways = new WeakMap<Holder, Way>();
  readonly #lines: Lines[] = [];
  readonly #setUp = new SetUpWord();
  #tending: NodeJS.Timeout | undefined;

  constructor(parts: AccessParts) {
    this.#parts = parts;
    this.passwords = new Passwords(parts.passwordCost ?? defaultPasswordCost);
    this.audit = new Audit(parts);
    this.#pace = new SignInPace(() => parts.room.now());
  }

  /** Settings of sign-in by browser. */
  get web(): WebSite {
    return this.#parts.inForce.directory.site.server.web;
  }

  /** The accounts, for who keeps them. */
  async book(): Promise<AccountBook> {
    const { room, inForce } = this.#parts;
    const { site } = inForce.directory;
    const store = await room.store();
    return new AccountBook({ store, passwords: this.passwords, site, now: room.now });
  }

  /** Keys and tokens of walls, for who keeps them. */
  async keyBook(): Promise<KeyBook> {
    const { room, inForce } = this.#parts;
    const { keys } = await room.store();
    return new KeyBook({ keys, site: inForce.directory.site, ring: inForce.keys });
  }

  /** What accounts and keys can be made of, within the holder's sight. */
  choices(holder: Holder): Choices {
    const { tenants, teams, queues, agents } = this.#parts.inForce.directory.site;
    const shown = ({ id, name, tenant }: Choice): Choice => ({ id, name, tenant });
    const ofTenant = ({ tenant }: Choice) => maySee(holder, tenant);
    return {
      tenants: tenants.map((each) => shown({ ...each, tenant: each.id })).filter(ofTenant),
      teams: teams
        .filter((each) => ofTenant(each) && (holder.teams?.includes(each.id) ?? true))
        .map(shown),
      queues: queues.filter((each) => maySeeQueue(holder, each)).map(shown),
      agents: agents.filter((each) => maySeeAgent(holder, each)).map(shown),
    };
  }

  /** Keys of the configuration within the holder's sight. */
  configuredKeys(holder: Holder): KeyShown[] {
    return this.#parts.inForce.keys.holders
      .filter((each) => includesScope(holder, each))
      .map(({ id, role, tenant = null }) => ({
        ...{ name: id, role, tenant, teams: null, queues: null, from: 'configuration' },
        ...{ createdAt: null, createdBy: null, usedAt: null, revokedAt: null },
      }));
  }

  /** What was done, as far as it is the holder's matter. */
  async audited(holder: Holder, question: AuditQuestion): Promise<AuditRow[]> {
    await this.audit.flush();
    const { audit } = await this.#parts.room.store();
    // Who sees only some queues or teams cannot tell which of it concerns those.
    const isPart = holder.teams !== undefined || holder.queues !== undefined;
    if (isPart && question.holder !== undefined && question.holder !== holder.id) return [];
    return audit.find({
      ...question,
      ...(holder.tenant === undefined ? {} : { tenant: holder.tenant }),
      ...(isPart ? { holder: holder.id } : {}),
    });
  }

  /**
   * What the page of sign-in asks before anybody is: whether there is an account, and whether all
   * this is a demo. `word` makes the first account; for the terminal of the server only.
   */
  async firstStart(): Promise<{
    readonly isOpen: boolean;
    readonly isDemo: boolean;
    readonly word: string;
  }> {
    const { accounts } = await this.#parts.room.store();
    const { site } = this.#parts.inForce.directory;
    return { isOpen: await accounts.isEmpty(), isDemo: isDemo(site), word: this.#setUp.word };
  }

  /**
   * Makes the first account. Rejects with `set-up-done`, `wrong-set-up-word` and what is wrong with
   * the account.
   */
  async setUp(word: string, wish: FirstWish): Promise<void> {
    const { accounts } = await this.#parts.room.store();
    if (!(await accounts.isEmpty())) {
      throw new RequestError('set-up-done', 'There is an account already; sign in to it.');
    }
    this.#setUp.check(word);
    await makeFirst(await this.book(), this.#parts.inForce.directory.site, wish);
  }

  /** These lines are closed to holders who are let in no more. */
  attend(lines: Lines): void {
    this.#lines.push(lines);
  }

  /**
   * From now on looks after open lines and the audit log by itself: another process may have
   * changed accounts and keys, and time ends what is not used.
   */
  start(): void {
    this.#tending = setInterval(() => {
      void this.recheck();
      void this.audit.flush();
    }, tendMs);
    this.#tending.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#tending);
    await this.audit.stop();
  }

  /** Looks at the holders of all open lines again. */
  async recheck(): Promise<void> {
    await Promise.all(this.#lines.map((lines) => lines.recheck((holder) => this.upholds(holder))));
  }

  /** The holder of an API key or the token of a wall. Rejects with `wrong-key`. */
  async byKey(key: string): Promise<Holder> {
    const inRing = this.#parts.inForce.keys.find(key);
    if (inRing) {
      this.#ways.set(inRing, { by: 'ring' });
      return inRing;
    }
    const holder = await this.#byStoredKey(digestOf(key));
    if (!holder) throw new RequestError('wrong-key', 'This API key is not known here.');
    return holder;
  }

  /** Whose browser sent this cookie. Rejects with `not-signed-in`. */
  async byCookie(cookie: string): Promise<Holder> {
    const holder = await this.#byVisit(digestOf(cookie), true);
    if (!holder) throw new RequestError('not-signed-in', 'You are not signed in any more.');
    return holder;
  }

  /** The account somebody is signed in to; undefined: they came with a key. */
  accountOf(holder: Holder): AccountRow | undefined {
    const way = this.#ways.get(holder);
    return way?.by === 'cookie' ? way.account : undefined;
  }

  /**
   * Whether who was let in some time ago would be now, and may still do and see as much. True while
   * the store cannot say: screens outlive its absence.
   */
  async upholds(holder: Holder): Promise<boolean> {
    const way = this.#ways.get(holder);
    let now: Holder | undefined;
    try {
      now = way && (await this.#again(holder, way));
    } catch {
      return true;
    }
    return (
      now !== undefined &&
      includesRole(now.role, holder.role) &&
      includesScope(now, holder) &&
      now.agent === holder.agent
    );
  }

  /**
   * Signs a browser in. Gives its cookie. Rejects with `sign-in-failed`, whatever it was, and with
   * `sign-in-too-often`.
   */
  async signIn(written: string, password: string, address: string): Promise<string> {
    const name = foldedName(written);
    const { accounts } = await this.#parts.room.store();
    const hashed = name === undefined ? undefined : await accounts.passwordOf(name);
    // Of nobody: what was typed may be a password in the wrong field.
    const noted = hashed === undefined ? '' : name!;
    try {
      this.#pace.begin(name ?? '', address);
    } catch (error) {
      this.audit.noteNobody(noted, { act: 'sign-in-too-often', address });
      throw error;
    }
    const cookie = newToken();
    const isRight = await this.passwords.matches(password, hashed);
    if (!isRight || !(await accounts.begin(name!, digestOf(cookie), address))) {
      this.#pace.failed(address);
      this.audit.noteNobody(noted, { act: 'sign-in-failed', address });
      throw new RequestError('sign-in-failed', 'The name or the password is wrong.');
    }
    this.#pace.succeeded(name!);
    if (this.passwords.isCheap(hashed!)) {
      await accounts.rehash(name!, hashed!, await this.passwords.again(password));
    }
    const { tenant } = (await accounts.find(name!))!;
    this.audit.note(
      { kind: 'account', id: name!, ...(tenant !== null && { tenant }) },
      { act: 'signed-in', address },
    );
    await this.#sweep();
    return cookie;
  }

  /** The browser with this cookie, or all that are signed in to its account. */
  async signOut(holder: Holder, everywhere: boolean, address: string): Promise<void> {
    const { digest, account } = this.#cookieWay(holder);
    const { accounts } = await this.#parts.room.store();
    if (everywhere) await accounts.endAll(account.name);
    else await accounts.end(digest);
    this.audit.note(holder, { act: 'signed-out', about: { everywhere }, address });
    await this.recheck();
  }

  /** Signs out whoever is signed in with this cookie, if anybody is. */
  async forget(cookie: string): Promise<void> {
    const { accounts } = await this.#parts.room.store();
    await accounts.end(digestOf(cookie));
    await this.recheck();
  }

  async setLanguage(holder: Holder, language: AccountRow['language']): Promise<void> {
    const { account } = this.#cookieWay(holder);
    const { accounts } = await this.#parts.room.store();
    await accounts.change(account.name, { language });
  }

  /** A new password; other browsers are signed out. Rejects with `wrong-password`. */
  async changePassword(
    holder: Holder,
    given: { readonly password: string; readonly next: string; readonly address: string },
  ): Promise<void> {
    const { digest, account } = this.#cookieWay(holder);
    const { accounts } = await this.#parts.room.store();
    this.#pace.begin(account.name, given.address);
    const hashed = await accounts.passwordOf(account.name);
    if (!(await this.passwords.matches(given.password, hashed))) {
      this.#pace.failed(given.address);
      throw new RequestError('wrong-password', 'The present password is another.');
    }
    this.#pace.succeeded(account.name);
    const next = await this.passwords.hash(given.next, account.name);
    await accounts.setPassword(account.name, next, digest);
    await this.recheck();
  }

  #cookieWay(holder: Holder): Extract<Way, { readonly by: 'cookie' }> {
    const way = this.#ways.get(holder);
    if (way?.by === 'cookie') return way;
    throw new RequestError('only-accounts', 'Only who is signed in to an account can do this.');
  }

  async #again(holder: Holder, way: Way): Promise<Holder | undefined> {
    switch (way.by) {
      case 'ring':
        return this.#parts.inForce.keys.again(holder);
      case 'key':
        return this.#byStoredKey(way.digest);
      case 'cookie':
        return this.#byVisit(way.digest, false);
    }
  }

  async #byStoredKey(digest: string): Promise<Holder | undefined> {
    const { keys } = await this.#parts.room.store();
    const row = await keys.byDigest(digest);
    if (row === undefined) return undefined;
    if (this.#parts.room.now() - (row.usedAt ?? 0) >= touchEveryMs) await keys.touch(digest);
    const { name: id, kind, role } = row;
    const holder: Holder = { id, kind, role, ...scopeOfForm(row) };
    this.#ways.set(holder, { by: 'key', digest });
    return holder;
  }

  async #byVisit(digest: string, isUse: boolean): Promise<Holder | undefined> {
    const { accounts } = await this.#parts.room.store();
    const found = await accounts.visit(digest);
    if (found === undefined) return undefined;
    const { account, visit } = found;
    const { idleMs, longestMs } = this.web;
    const now = this.#parts.room.now();
    if (now - visit.usedAt >= idleMs || now - visit.beganAt >= longestMs) {
      await accounts.end(digest);
      return undefined;
    }
    if (isUse && now - visit.usedAt >= touchEveryMs) await accounts.touch(digest);
    const { name: id, role, agent } = account;
    const own = agent === null ? {} : { agent };
    const holder: Holder = { id, kind: 'account', role, ...scopeOfForm(account), ...own };
    this.#ways.set(holder, { by: 'cookie', digest, account });
    return holder;
  }

  async #sweep(): Promise<void> {
    const { idleMs, longestMs } = this.web;
    const now = this.#parts.room.now();
    const { accounts } = await this.#parts.room.store();
    await accounts.sweep(now - idleMs, now - longestMs);
  }
}
