/** PostgreSQL 13 and later, by `postgres` (docs/decisions/0026-store.md). */

import postgres from 'postgres';
import { type Database, type Durability, type Statements, StoreError } from './database.ts';
import type { Sql } from './sql.ts';

/** Connections of one store that must be durable; as many again for those that need not. */
const connectionsMax = 5;

type Client = ReturnType<typeof connect>;
type Asked = Pick<Client, 'unsafe'>;

/** Whole numbers of 64 bits as numbers: ids, telephone numbers and milliseconds are below 2^53. */
const types = {
  bigint: {
    to: 20,
    from: [20, 1700],
    parse: (text: string) => Number(text),
    serialize: (value: number) => String(value),
  },
};

/** A pool for this address. `postgres://user@localhost/name?host=/folder/of/the/socket` too. */
export function connect(address: string, max: number, settings: Record<string, string> = {}) {
  const socket = new URL(address).searchParams.get('host');
  return postgres(address.replace(/([?&])host=[^&]*/, '$1').replace(/[?&]+$/, ''), {
    max,
    types,
    connection: { application_name: 'tsunagi', ...settings },
    onnotice: () => {},
    ...(socket === null ? {} : { host: socket }),
  });
}

/** Opens pools; the first statement connects. */
export function openPostgres(address: string): Database {
  return new Postgres(
    connect(address, connectionsMax),
    connect(address, connectionsMax, { synchronous_commit: 'off' }),
  );
}

class Postgres implements Database {
  readonly dialect = 'postgres';
  readonly #durable: Client;
  readonly #relaxed: Client;

  constructor(durable: Client, relaxed: Client) {
    this.#durable = durable;
    this.#relaxed = relaxed;
  }

  query<R>(statement: Sql, durability?: Durability): Promise<R[]> {
    return ask<R>(this.#pool(durability), statement);
  }

  run(statement: Sql, durability?: Durability): Promise<number> {
    return change(this.#pool(durability), statement);
  }

  async transaction<T>(
    work: (within: Statements) => Promise<T>,
    durability?: Durability,
  ): Promise<T> {
    const result = await this.#pool(durability).begin((connection) =>
      work({
        dialect: this.dialect,
        query: (statement) => ask(connection, statement),
        run: (statement) => change(connection, statement),
        script: async (text) => {
          await connection.unsafe(text);
        },
      }),
    );
    return result as T;
  }

  async close(): Promise<void> {
    await Promise.all([this.#durable.end(), this.#relaxed.end()]);
  }

  #pool(durability?: Durability): Client {
    return durability?.relaxed === true ? this.#relaxed : this.#durable;
  }
}

async function ask<R>(connection: Asked, statement: Sql): Promise<R[]> {
  const { text, values } = statement.render('postgres');
  try {
    return (await connection.unsafe(text, [...values], { prepare: true })) as unknown as R[];
  } catch (error) {
    throw translated(error);
  }
}

async function change(connection: Asked, statement: Sql): Promise<number> {
  const { text, values } = statement.render('postgres');
  try {
    return (await connection.unsafe(text, [...values], { prepare: true })).count ?? 0;
  } catch (error) {
    throw translated(error);
  }
}

/** Class 23 of SQLSTATE: a constraint. */
function translated(error: unknown): unknown {
  const { code = '', message } = error as { code?: string; message: string };
  return code.startsWith('23') ? new StoreError('conflict', message) : error;
}
