/** Requests to the server, as the one who is signed in. */

import { signal } from '@preact/signals';
import type { MeAnswer } from '../wire/me.ts';
import type { SignInAnswer } from '../wire/sign-in.ts';

/** What the server refused, with its code and its sentence. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, params = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.params = params;
  }
}

/** Who is signed in; null: nobody; undefined: not asked yet. */
export const me = signal<MeAnswer | null | undefined>(undefined);

/** What else one needs to know to sign in, or why the server cannot say. */
export const door = signal<SignInAnswer | Refusal | undefined>(undefined);

/** Asks who is signed in. */
export async function askMe(): Promise<void> {
  try {
    const answer = await get<SignInAnswer>('/sign-in');
    door.value = answer;
    me.value = answer.me;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    door.value = error;
    me.value = null;
  }
}

export const may = (right: MeAnswer['rights'][number]): boolean =>
  me.value?.rights.includes(right) ?? false;

/** Rejects with a `Refusal`, also when the server cannot be reached (code `unreachable`). */
export const get = <Answer>(path: string): Promise<Answer> => ask('GET', path);
export const post = <Answer = unknown>(path: string, body?: unknown): Promise<Answer> =>
  ask('POST', path, body);
export const put = <Answer = unknown>(path: string, body?: unknown): Promise<Answer> =>
  ask('PUT', path, body);
export const patch = <Answer = unknown>(path: string, body?: unknown): Promise<Answer> =>
  ask('PATCH', path, body);
export const remove = <Answer = unknown>(path: string): Promise<Answer> => ask('DELETE', path);

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = {};
  const csrf = me.value?.csrf;
  if (method !== 'GET' && csrf) headers['x-tsunagi-csrf'] = csrf;
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      // What was typed last is kept although the page is being closed.
      keepalive: method === 'PUT',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refusal(0, 'unreachable', 'The server cannot be reached.');
  }
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  if (response.ok) return answer as Answer;
  if (response.status === 401 && path !== '/sign-in') me.value = null;
  const { code, message, params } = answer?.error ?? { code: 'unknown', message: text };
  throw new Refusal(response.status, code, message, params);
}
