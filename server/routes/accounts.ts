/** Accounts of people, as admins keep them. */

import type { FastifyInstance } from 'fastify';
import type { AccountRow } from '../../adapters/store/accounts.ts';
import type { AccountBook, AccountChangeWish, AccountWish } from '../access/account-book.ts';
import { accountRoles, rightsOfRole } from '../access/rights.ts';
import type { AppParts } from '../app.ts';
import { answers, byId, exactly, listOf, open, orNull } from './schemas.ts';
import { doneSchema, password, someIds } from './sign-in.ts';

interface ByAccount {
  Params: { account: string };
}
type Wish = Partial<AccountWish> &
  Pick<AccountWish, 'name' | 'role'> & { readonly password: string };

const text = { type: 'string' } as const;
const wishes = {
  shownName: { type: 'string', minLength: 1, maxLength: 100 },
  role: { enum: accountRoles },
  tenant: orNull('string'),
  teams: someIds,
  queues: someIds,
  agent: orNull('string'),
  language: { enum: ['en', 'ja'] },
} as const;

const accountSchema = open({
  name: text,
  ...wishes,
  shownName: text,
  rights: { type: 'array', items: text },
  createdAt: { type: 'number' },
  createdBy: text,
  signedInAt: orNull('number'),
  disabledAt: orNull('number'),
});

/** Of a body, in the audit log. */
const noted = ['role', 'tenant', 'teams', 'queues', 'agent'] as const;

const shown = (row: AccountRow) => ({ ...row, rights: rightsOfRole(row.role) });

/** Routes `/accounts`. */
export function accountRoutes(api: FastifyInstance, { access }: AppParts): void {
  const config = { right: 'configure' } as const;
  /** Does it; whoever is signed in somewhere is looked at again. */
  async function inBook<T>(work: (book: AccountBook) => Promise<T>): Promise<T> {
    const result = await work(await access.book());
    await access.recheck();
    return result;
  }

  api.get(
    '/accounts',
    {
      config,
      schema: { summary: 'All accounts', response: answers(listOf('accounts', accountSchema)) },
    },
    async ({ holder }) => ({ accounts: (await (await access.book()).all(holder)).map(shown) }),
  );

  choicesRoute(api, access);

  api.post<{ Body: Wish }>(
    '/accounts',
    {
      config: { ...config, audit: ['name', ...noted] },
      schema: {
        summary: 'Make an account; teams and queues null: all of them',
        body: exactly({ name: text, password, ...wishes }, ['name', 'password', 'role']),
        response: answers(accountSchema),
      },
    },
    async ({ holder, body: { password: given, ...rest } }) => {
      const none = { tenant: null, teams: null, queues: null, agent: null } as const;
      const wish = { shownName: rest.name, language: 'en', ...none, ...rest } as const;
      return shown(await inBook((book) => book.add(holder, wish, given)));
    },
  );

  api.patch<ByAccount & { Body: AccountChangeWish }>(
    '/accounts/:account',
    {
      config: { ...config, audit: [...noted, 'isDisabled'] },
      schema: {
        summary: 'Change an account; the rest stays. Disabled, nobody signs in to it any more',
        params: byId('account'),
        body: exactly({ ...wishes, isDisabled: { type: 'boolean' } }),
        response: answers(accountSchema),
      },
    },
    async ({ holder, params, body }) =>
      shown(await inBook((book) => book.change(holder, params.account, body))),
  );

  api.post<ByAccount & { Body: { password: string } }>(
    '/accounts/:account/password',
    {
      config,
      schema: {
        summary: 'Give an account a new password; its browsers are signed out',
        params: byId('account'),
        body: exactly({ password }, ['password']),
        response: answers(doneSchema),
      },
    },
    async ({ holder, params, body }) => {
      await inBook((book) => book.setPassword(holder, params.account, body.password));
      return { done: true };
    },
  );

  api.post<ByAccount>(
    '/accounts/:account/sign-out',
    {
      config,
      schema: {
        summary: 'Sign all browsers of an account out',
        params: byId('account'),
        response: answers(doneSchema),
      },
    },
    async ({ holder, params }) => {
      await inBook((book) => book.signOut(holder, params.account));
      return { done: true };
    },
  );
}

function choicesRoute(api: FastifyInstance, access: AppParts['access']): void {
  const named = open({ id: text, name: open({ en: text, ja: text }), tenant: text });
  const list = { type: 'array', items: named } as const;
  api.get(
    '/accounts/choices',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'What accounts and keys can be made of: tenants, teams, queues, agents',
        response: answers(open({ tenants: list, teams: list, queues: list, agents: list })),
      },
    },
    async ({ holder }) => access.choices(holder),
  );
}
