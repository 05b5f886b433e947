/** Asks a running server for what the picture shows. */

import type { ErrorBody } from './errors.ts';
import type { Picture, PicturedAgent, PicturedQueue } from './picture.ts';
import type { AgentShown, QueueShown } from './presenters.ts';
import type { LinkShown } from './presenters-links.ts';

/** A server that could not be asked. The message says what to do. */
export class NoServerError extends Error {
  override name = 'NoServerError';
}

export interface ServerAddress {
  /** `http://127.0.0.1:8470` */
  readonly url: string;
  readonly key: string | undefined;
}

const waitMsMax = 5_000;

/** GET below `/api/v1`. Rejects with a `NoServerError`, or with the server's own words. */
export async function ask<T>({ url, key }: ServerAddress, path: string): Promise<T> {
  const address = new URL(`/api/v1${path}`, url);
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  let response: Response;
  try {
    response = await fetch(address, { headers, signal: AbortSignal.timeout(waitMsMax) });
  } catch (error) {
    const cause = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new NoServerError(
      `no server answers at ${url} (${cause}). Is it running? Another address: --url or TSUNAGI_URL.`,
    );
  }
  const body = (await response.json()) as T & ErrorBody;
  if (response.ok) return body;
  const { code, message } = body.error;
  if (response.status === 401) {
    throw new NoServerError(`${message} (${code}) Give it with --key or TSUNAGI_API_KEY.`);
  }
  throw new Error(`${message} (${code})`);
}

/** One look at queues, agents and links. */
export async function lookAt(address: ServerAddress): Promise<Picture> {
  const [{ queues }, { agents }, { links }] = await Promise.all([
    ask<{ queues: QueueShown[] }>(address, '/queues'),
    ask<{ agents: AgentShown[] }>(address, '/agents'),
    ask<{ links: LinkShown[] }>(address, '/links'),
  ]);
  return {
    ...(links.length === 0 ? {} : { links }),
    at: Date.now(),
    title: `tsunagi · ${address.url}`,
    queues: queues.map(toPictured),
    agents: agents.map(toPicturedAgent),
  };
}

function toPictured({
  id,
  name,
  waiting,
  callbacks,
  oldestJoinedAt,
  expectedWait,
  agents,
  ...rest
}: QueueShown): PicturedQueue {
  const { counts, serviceLevel, target } = rest;
  return {
    id,
    name: name.ja,
    waiting,
    callbacks,
    oldestJoinedAt,
    expectedWait,
    agents,
    offered: counts.offered,
    answered: counts.answered,
    abandoned: counts.abandoned + counts.abandonedShort,
    serviceLevel: serviceLevel.ratio,
    target: `${Math.round(target.ratio * 100)}% in ${Math.round(target.withinMs / 1000)}s`,
  };
}

function toPicturedAgent(agent: AgentShown): PicturedAgent {
  const { id, name, state, since, reason, call, callsAnswered } = agent;
  return { id, name: name.ja, state, since, reason, call, callsAnswered };
}
