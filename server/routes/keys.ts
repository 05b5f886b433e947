/** API keys of programs and tokens of walls, as admins keep them. */

import type { FastifyInstance } from 'fastify';
import type { AccessKeyRow } from '../../adapters/store/access-keys.ts';
import type { Holder } from '../access/holder.ts';
import type { KeyKind } from '../access/key-book.ts';
import { type KeyRole, keyRoles } from '../access/rights.ts';
import type { AppParts } from '../app.ts';
import type { KeyShown, NewKeyShown } from '../wire/accounts.ts';
import { answers, byId, exactly, listOf, open, orNull } from './schemas.ts';
import { doneSchema, someIds } from './sign-in.ts';

const text = { type: 'string' } as const;
const scope = { tenant: orNull('string'), teams: someIds, queues: someIds } as const;
const keySchema = open({
  name: text,
  role: text,
  ...scope,
  from: text,
  createdAt: orNull('number'),
  createdBy: orNull('string'),
  usedAt: orNull('number'),
  revokedAt: orNull('number'),
});
const newKeySchema = open({ ...keySchema.properties, key: text });

interface Wish {
  readonly name: string;
  readonly role: KeyRole;
  readonly tenant?: string | null;
  readonly teams?: readonly string[] | null;
  readonly queues?: readonly string[] | null;
}

const shown = ({ kind: _, ...row }: AccessKeyRow): KeyShown => ({ ...row, from: 'store' });

/** Words that differ between the two. */
const kinds = {
  key: { path: '/keys', one: 'key', all: 'keys' },
  wall: { path: '/walls', one: 'wall', all: 'walls' },
} as const;

/** Routes `/keys` and `/walls`. */
export function keyRoutes(api: FastifyInstance, parts: AppParts): void {
  for (const kind of ['key', 'wall'] as const) {
    listRoute(api, parts, kind);
    addRoute(api, parts, kind);
    revokeRoute(api, parts, kind);
  }
}

const config = { right: 'configure' } as const;

function listRoute(api: FastifyInstance, { access }: AppParts, kind: KeyKind): void {
  const { path, all } = kinds[kind];
  async function keysFor(holder: Holder): Promise<KeyShown[]> {
    const stored = (await (await access.keyBook()).all(holder, kind)).map(shown);
    return kind === 'key' ? [...access.configuredKeys(holder), ...stored] : stored;
  }
  api.get(
    path,
    {
      config,
      schema: {
        summary: kind === 'key' ? 'API keys; never what they say' : 'Walls that have a token',
        response: answers(listOf(all, keySchema)),
      },
    },
    async ({ holder }) => ({ [all]: await keysFor(holder) }),
  );
}

function addRoute(api: FastifyInstance, { access }: AppParts, kind: KeyKind): void {
  const { path } = kinds[kind];
  const role = kind === 'key' ? { role: { enum: keyRoles } } : {};
  api.post<{ Body: Wish }>(
    path,
    {
      config: { ...config, audit: ['name', 'role', 'tenant', 'teams', 'queues'] },
      schema: {
        summary: `Make a ${kind}; the answer shows its key, which nothing ever shows again`,
        body: exactly({ name: text, ...role, ...scope }, ['name', ...Object.keys(role)]),
        response: answers(newKeySchema),
      },
    },
    async ({ holder, body }): Promise<NewKeyShown> => {
      const none = { tenant: null, teams: null, queues: null, role: 'wall' } as const;
      const { row, key } = await (await access.keyBook()).add(holder, kind, { ...none, ...body });
      return { ...shown(row), key };
    },
  );
}

function revokeRoute(api: FastifyInstance, { access }: AppParts, kind: KeyKind): void {
  const { path, one } = kinds[kind];
  api.delete<{ Params: Record<string, string> }>(
    `${path}/:${one}`,
    {
      config,
      schema: {
        summary: `Revoke a ${kind}, for good: its lines are closed at once`,
        params: byId(one),
        response: answers(doneSchema),
      },
    },
    async ({ holder, params }) => {
      await (await access.keyBook()).revoke(holder, kind, params[one]!);
      await access.recheck();
      return { done: true };
    },
  );
}
