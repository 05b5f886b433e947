/** `tsunagi account`, `key`, `wall`, `audit`: straight on the store, with or without a server. */

import { userInfo } from 'node:os';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { Site } from '../../config/site.ts';
import { AccountBook } from '../access/account-book.ts';
import type { ScopeForm } from '../access/account-form.ts';
import { KeyBook, type KeyKind } from '../access/key-book.ts';
import { Passwords } from '../access/passwords.ts';
import type { AccountRole, KeyRole } from '../access/rights.ts';
import { newToken } from '../access/tokens.ts';
import { RequestError } from '../errors.ts';
import { table } from '../text-width.ts';
import { exitCodes } from './exit-codes.ts';
import { tellFaults, UsageError } from './people.ts';
import { askPassword } from './secret-prompt.ts';
import { siteOf } from './site-of.ts';

export interface AccessOptions {
  readonly config: string;
  readonly store?: string;
  readonly json?: boolean;
}

interface ScopeOptions {
  readonly tenant?: string;
  readonly queues?: readonly string[];
  readonly teams?: readonly string[];
}

export interface PasswordOptions extends AccessOptions {
  readonly generate?: boolean;
}

export interface AccountAddOptions extends PasswordOptions, ScopeOptions {
  readonly role: AccountRole;
  readonly agent?: string;
  readonly shown?: string;
  readonly language?: 'en' | 'ja';
}

export interface KeyAddOptions extends AccessOptions, ScopeOptions {
  readonly role?: KeyRole;
}

export interface AuditOptions extends AccessOptions {
  readonly holder?: string;
  readonly act?: string;
  readonly before?: string;
  readonly limit: string;
}

/** Whoever may read the configuration and write the store may do everything. */
const operator = { id: userInfo().username, kind: 'account', role: 'admin' } as const;

interface Desk {
  readonly store: Store;
  readonly site: Site;
  readonly book: AccountBook;
  readonly keys: KeyBook;
  /** Kept in the audit log. */
  note(act: string, about: Readonly<Record<string, unknown>>): Promise<void>;
}

/** `account add`. */
export const accountAdd = (name: string, options: AccountAddOptions): Promise<void> =>
  atDesk(options, async ({ book, note }) => {
    const { role, agent = null, shown = name, language = 'en' } = options;
    const password = await passwordFor(options);
    const wish = { name, shownName: shown, role, agent, language, ...scopeOf(options) };
    const made = await book.add(operator, wish, password.text);
    await note('account-added', { name: made.name, role, agent, ...scopeOf(options) });
    print(
      options,
      { ...made, ...password.shown },
      `account ${made.name}: ${role}${tellGenerated(password)}\n`,
    );
  });

/** `account list`. */
export const accountList = (options: AccessOptions): Promise<void> =>
  atDesk(options, async ({ book }) => {
    const accounts = await book.all(operator);
    const rows = accounts.map((each) => [
      each.name,
      each.shownName,
      each.role,
      each.agent ?? '–',
      scopeText(each),
      timeText(each.signedInAt),
      each.disabledAt === null ? '' : 'disabled',
    ]);
    const head = ['NAME', 'SHOWN AS', 'ROLE', 'AGENT', 'SEES', 'SIGNED IN', ''];
    print(options, accounts, tableText(head, rows, 'no accounts'));
  });

/** `account password`. */
export const accountPassword = (name: string, options: PasswordOptions): Promise<void> =>
  atDesk(options, async ({ book, note }) => {
    const password = await passwordFor(options);
    await book.setPassword(operator, name, password.text);
    await note('password-set', { name });
    const done = `account ${name} has a new password${tellGenerated(password)}\n`;
    print(options, { name, ...password.shown }, done);
  });

/** `account disable` and `account enable`. */
export const accountAble = (
  act: 'disable' | 'enable',
  name: string,
  options: AccessOptions,
): Promise<void> =>
  atDesk(options, async ({ book, note }) => {
    const changed = await book.change(operator, name, { isDisabled: act === 'disable' });
    await note(`account-${act}d`, { name: changed.name });
    print(options, changed, `account ${changed.name} is ${act}d\n`);
  });

/** `key add` and `wall add`. */
export const keyAdd = (kind: KeyKind, name: string, options: KeyAddOptions): Promise<void> =>
  atDesk(options, async ({ keys, note }) => {
    const wish = { name, role: options.role ?? ('wall' as const), ...scopeOf(options) };
    const { row, key } = await keys.add(operator, kind, wish);
    await note(`${kind}-added`, { ...wish, name: row.name });
    // The key alone on standard output, for scripts that keep it.
    process.stderr.write(options.json ? '' : `${kind} ${row.name}, shown this once:\n`);
    print(options, { ...row, key }, `${key}\n`);
  });

/** `key list` and `wall list`. */
export const keyList = (kind: KeyKind, options: AccessOptions): Promise<void> =>
  atDesk(options, async ({ keys, site }) => {
    const stored = await keys.all(operator, kind);
    const configured = kind === 'key' ? site.server.keys : [];
    const rows = [
      ...configured.map(({ id, role, tenant = null }) => [
        ...[id, role, scopeText({ tenant, queues: null, teams: null })],
        ...['configuration', '–', ''],
      ]),
      ...stored.map((row) => [
        ...[row.name, row.role, scopeText(row), row.createdBy, timeText(row.usedAt)],
        row.revokedAt === null ? '' : `revoked ${timeText(row.revokedAt)}`,
      ]),
    ];
    const shown = [
      ...configured.map(({ id, role, tenant = null }) => ({
        name: id,
        role,
        tenant,
        from: 'configuration',
      })),
      ...stored.map((row) => ({ ...row, from: 'store' })),
    ];
    const head = ['NAME', 'ROLE', 'SEES', 'MADE BY', 'LAST USED', ''];
    print(options, shown, tableText(head, rows, `no ${kind}s`));
  });

/** `key revoke` and `wall revoke`. */
export const keyRevoke = (kind: KeyKind, name: string, options: AccessOptions): Promise<void> =>
  atDesk(options, async ({ keys, note }) => {
    await keys.revoke(operator, kind, name);
    await note(`${kind}-revoked`, { name });
    print(options, { name, revoked: true }, `${kind} ${name} is revoked\n`);
  });

/** `audit`. */
export const auditCommand = (options: AuditOptions): Promise<void> =>
  atDesk(options, async ({ store }) => {
    const { holder, act } = options;
    const entries = await store.audit.find({
      limit: wholeNumber(options.limit, '--limit'),
      ...(options.before && { before: wholeNumber(options.before, '--before') }),
      ...(holder && { holder }),
      ...(act && { act }),
    });
    const rows = entries.map(({ id, at, kind, holder: who, act: what, about, address }) => [
      ...[String(id), timeText(at), `${who} (${kind})`, what, JSON.stringify(about), address],
    ]);
    const head = ['ID', 'WHEN', 'WHO', 'WHAT', 'ABOUT', 'FROM'];
    print(options, entries, tableText(head, rows, 'nothing found'));
  });

async function atDesk(options: AccessOptions, work: (desk: Desk) => Promise<void>): Promise<void> {
  await tellFaults(async () => {
    const site = siteOrFault(options.config);
    const store = await openStore(options.store ?? site.server.store, Date.now);
    try {
      await work(deskOf(store, site));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      process.stderr.write(`tsunagi: ${error.message}\n`);
      process.exitCode = exitCodes.failed;
    } finally {
      await store.close();
    }
  });
}

function siteOrFault(directory: string): Site {
  try {
    return siteOf(directory);
  } catch (error) {
    throw new UsageError(`${directory}: ${(error as Error).message}`);
  }
}

const deskOf = (store: Store, site: Site): Desk => ({
  store,
  site,
  book: new AccountBook({ store, passwords: new Passwords(), site, now: Date.now }),
  keys: new KeyBook({
    ...{ keys: store.keys, site },
    ring: { has: (id) => site.server.keys.some((key) => key.id === id) },
  }),
  note: (act, about) =>
    store.audit.add([
      {
        ...{ at: Date.now(), kind: 'command', holder: operator.id, tenant: null },
        ...{ act, about, address: '' },
      },
    ]),
});

const scopeOf = ({ tenant, queues, teams }: ScopeOptions): ScopeForm => ({
  tenant: tenant ?? null,
  queues: queues ?? null,
  teams: teams ?? null,
});

const scopeText = ({ tenant, queues, teams }: ScopeForm): string =>
  [
    ...(tenant === null ? [] : [tenant]),
    ...(queues === null ? [] : [`queues ${queues.join(' ')}`]),
    ...(teams === null ? [] : [`teams ${teams.join(' ')}`]),
  ].join(', ') || 'everything';

interface Password {
  readonly text: string;
  /** Of one that was made, for its only showing. */
  readonly shown: { readonly password?: string };
}

async function passwordFor({ generate = false }: PasswordOptions): Promise<Password> {
  if (!generate) return { text: await askPassword(), shown: {} };
  const text = newToken();
  return { text, shown: { password: text } };
}

const tellGenerated = ({ shown }: Password): string =>
  shown.password === undefined ? '' : `; password, shown this once: ${shown.password}`;

const timeText = (at: number | null): string =>
  at === null ? '–' : new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function wholeNumber(text: string, option: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new UsageError(`${option} is a whole number, not "${text}"`);
}

const tableText = (head: string[], rows: string[][], none: string): string =>
  rows.length === 0 ? `${none}\n` : `${table([head, ...rows], { widthMax: 60 }).join('\n')}\n`;

function print({ json }: AccessOptions, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text);
}
