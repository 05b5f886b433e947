/** Signing in and out by browser, and what people change of their own account. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clearCookie, cookieOf, needSameOrigin, setCookie } from '../access/browser.ts';
import { type Holder, maySee } from '../access/holder.ts';
import { rightsOfRole } from '../access/rights.ts';
import type { FirstWish } from '../access/set-up.ts';
import { csrfOf } from '../access/tokens.ts';
import type { AppParts } from '../app.ts';
import type { Directory } from '../directory.ts';
import { RequestError } from '../errors.ts';
import type { MeAnswer } from '../wire/me.ts';
import type { SignInAnswer } from '../wire/sign-in.ts';
import { answers, exactly, open, orNull } from './schemas.ts';

/** A name or password, as it was typed. */
export const password = { type: 'string', minLength: 1, maxLength: 1_000 } as const;
const text = { type: 'string' } as const;
export const someIds = { type: ['array', 'null'], items: text } as const;

const meSchema = open({
  id: text,
  name: text,
  kind: text,
  role: text,
  language: orNull('string'),
  tenant: orNull('string'),
  teams: someIds,
  queues: someIds,
  tenants: { type: 'array', items: open({ id: text, name: open({ en: text, ja: text }) }) },
  ownTenant: orNull('string'),
  agent: orNull('string'),
  rights: { type: 'array', items: text },
  csrf: orNull('string'),
});

export const doneSchema = open({ done: { type: 'boolean' } });
const done = { done: true } as const;

/** Routes `/sign-in`, `/sign-out` and `/me`. */
export function signInRoutes(api: FastifyInstance, parts: AppParts): void {
  const { access, directory } = parts;

  /** Who asks, as pages need it; of a program with a key all that concerns people is null. */
  function shownOf(holder: Holder, cookie: string | undefined): MeAnswer {
    const { id, kind, role, tenant = null, teams = null, queues = null, agent = null } = holder;
    const account = access.accountOf(holder);
    return {
      id,
      name: account?.shownName ?? id,
      kind,
      role,
      language: account?.language ?? null,
      tenant,
      teams,
      queues,
      ...tenantsOf(holder, directory()),
      agent,
      rights: rightsOfRole(role),
      csrf: account && cookie !== undefined ? csrfOf(cookie) : null,
    };
  }

  const letIn: LetIn = async (request, reply, { name, password }) => {
    const cookie = await access.signIn(name, password, request.ip);
    // Whoever was signed in with this browser is so no more.
    const before = cookieOf(request);
    if (before !== undefined) await access.forget(before);
    setCookie(request, reply, cookie, access.web);
    return shownOf(await access.byCookie(cookie), cookie);
  };

  api.post<{ Body: { name: string; password: string } }>(
    '/sign-in',
    {
      // Noted in words of its own, as is signing out.
      config: { right: 'none', audit: false },
      schema: {
        summary: 'Sign a browser in to an account: sets its cookie, answers as GET /me',
        security: [],
        body: exactly({ name: password, password }, ['name', 'password']),
        response: answers(meSchema),
      },
    },
    async (request, reply) => {
      needSameOrigin(request);
      return letIn(request, reply, request.body);
    },
  );

  doorRoute(api, parts, shownOf);
  setUpRoute(api, parts, letIn);

  api.post<{ Body: { everywhere?: boolean } | null }>(
    '/sign-out',
    {
      config: { right: 'any', audit: false },
      schema: {
        summary: 'Sign this browser out, or all browsers of the account',
        body: { ...exactly({ everywhere: { type: 'boolean' } }), type: ['object', 'null'] },
        response: answers(doneSchema),
      },
    },
    async ({ holder, body, ip }, reply) => {
      await access.signOut(holder, body?.everywhere ?? false, ip);
      clearCookie(reply);
      return done;
    },
  );

  api.get(
    '/me',
    {
      config: { right: 'any' },
      schema: {
        summary: 'Who asks, what they may do and where their sight ends',
        response: answers(meSchema),
      },
    },
    async (request) => shownOf(request.holder, cookieOf(request)),
  );

  ownRoutes(api, parts);
}

/** Whose things the holder sees, and which are meant where nobody says. */
function tenantsOf(holder: Holder, directory: Directory): Pick<MeAnswer, 'tenants' | 'ownTenant'> {
  const tenants = directory.site.tenants.filter(({ id }) => maySee(holder, id));
  const [only] = tenants.length === 1 ? tenants : [];
  const { tenant, agent } = holder;
  const own = tenant ?? (agent === undefined ? undefined : directory.agent(agent)?.tenant);
  return {
    tenants: tenants.map(({ id, name }) => ({ id, name })),
    ownTenant: own ?? only?.id ?? null,
  };
}

/** Signs the browser of a request in; gives the answer of `GET /me`. */
type LetIn = (
  request: FastifyRequest,
  reply: FastifyReply,
  given: { readonly name: string; readonly password: string },
) => Promise<object>;

function doorRoute(
  api: FastifyInstance,
  { access }: AppParts,
  shownOf: (holder: Holder, cookie: string) => MeAnswer,
): void {
  async function whose(cookie: string | undefined): Promise<MeAnswer | null> {
    if (cookie === undefined) return null;
    try {
      return shownOf(await access.byCookie(cookie), cookie);
    } catch (error) {
      if (error instanceof RequestError && error.code === 'not-signed-in') return null;
      throw error;
    }
  }

  api.get(
    '/sign-in',
    {
      config: { right: 'none' },
      schema: {
        summary: 'For pages: who is signed in with this browser, and how one signs in',
        security: [],
        response: answers(
          open({
            setUp: { enum: ['open', 'done'] },
            demo: { type: 'boolean' },
            me: { ...meSchema, type: ['object', 'null'] },
          }),
        ),
      },
    },
    async (request): Promise<SignInAnswer> => {
      const { isOpen, isDemo } = await access.firstStart();
      return {
        setUp: isOpen ? 'open' : 'done',
        demo: isDemo,
        me: await whose(cookieOf(request)),
      };
    },
  );
}

function setUpRoute(api: FastifyInstance, { access }: AppParts, letIn: LetIn): void {
  type Given = Partial<FirstWish> &
    Pick<FirstWish, 'name' | 'password'> & { readonly word: string };
  api.post<{ Body: Given }>(
    '/setup',
    {
      config: { right: 'none', audit: ['name', 'demo'] },
      schema: {
        summary: 'Make the first account, with the word printed at the start, and sign in to it',
        security: [],
        body: exactly(
          {
            word: password,
            name: password,
            shownName: { type: 'string', minLength: 1, maxLength: 100 },
            password,
            language: { enum: ['en', 'ja'] },
            demo: { type: 'boolean' },
          },
          ['word', 'name', 'password'],
        ),
        response: answers(meSchema),
      },
    },
    async (request, reply) => {
      needSameOrigin(request);
      const { word, ...given } = request.body;
      const wish = { shownName: given.name, language: 'en', demo: false, ...given } as const;
      await access.setUp(word, wish);
      return letIn(request, reply, given);
    },
  );
}

function ownRoutes(api: FastifyInstance, { access }: AppParts): void {
  api.post<{ Body: { password: string; next: string } }>(
    '/me/password',
    {
      config: { right: 'any' },
      schema: {
        summary: 'Change the own password; other browsers are signed out',
        body: exactly({ password, next: password }, ['password', 'next']),
        response: answers(doneSchema),
      },
    },
    async ({ holder, body, ip }: FastifyRequest<{ Body: { password: string; next: string } }>) => {
      await access.changePassword(holder, { ...body, address: ip });
      return done;
    },
  );

  api.post<{ Body: { language: 'en' | 'ja' } }>(
    '/me/language',
    {
      config: { right: 'any' },
      schema: {
        summary: 'The language the own account is spoken to in',
        body: exactly({ language: { enum: ['en', 'ja'] } }, ['language']),
        response: answers(doneSchema),
      },
    },
    async ({ holder, body }) => {
      await access.setLanguage(holder, body.language);
      return done;
    },
  );
}
