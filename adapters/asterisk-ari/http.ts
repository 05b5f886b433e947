/**
 * ARI over HTTP: at most eight kept-alive connections to one Asterisk, opened one after another
 * because its backlog of ten overflows otherwise; own credentials; every request settles within its
 * time-out.
 */

import { buildConnector, Pool } from 'undici';
import type { Clock } from '../clock.ts';
import { type AriAddress, AriError, asAriError, noAnswer } from './errors.ts';
import { type AriReply, type AriRequest, type AriRest, targetOf } from './messages.ts';

export interface AriHttpOptions extends AriAddress {
  readonly password: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Absent: 8. */
  readonly connections?: number;
}

/** Asterisk closes an idle connection after 15 s; we let go of it before. */
const idleMs = 10_000;

export class AriHttp implements AriRest {
  readonly #options: AriHttpOptions;
  readonly #pool: Pool;
  readonly #authorization: string;

  constructor(options: AriHttpOptions) {
    this.#options = options;
    this.#authorization = authorizationOf(options.user, options.password);
    this.#pool = new Pool(new URL(options.url).origin, {
      connections: options.connections ?? 8,
      connect: oneAfterAnother(buildConnector({ timeout: options.timeoutMs })),
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // The clock below is the one that counts: undici's own ticks in seconds.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  get address(): AriAddress {
    return this.#options;
  }

  async send(request: AriRequest, timeoutMs = this.#options.timeoutMs): Promise<AriReply> {
    try {
      return await this.#once(request, timeoutMs);
    } catch (error) {
      // A kept-alive connection may close just as we use it. Once more, if it cannot be heard
      // twice.
      if (request.once || !(error instanceof AriError) || error.code !== 'lost-connection')
        throw error;
      return await this.#once(request, timeoutMs);
    }
  }

  #once(request: AriRequest, timeoutMs: number): Promise<AriReply> {
    const { clock } = this.#options;
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const headers: Record<string, string> = { authorization: this.#authorization };
    if (body !== null) headers['content-type'] = 'application/json';
    return new Promise((resolve, reject) => {
      const abort = new AbortController();
      const cancel = clock.setTimer(timeoutMs, () => {
        reject(noAnswer(this.#options, `${request.method} ${request.path}`, timeoutMs));
        abort.abort();
      });
      const { method } = request;
      const path = `/ari/${targetOf(request)}`;
      this.#pool
        .request({ method, path, headers, body, signal: abort.signal })
        .then(async (response) => {
          resolve({ status: response.statusCode, body: await response.body.text() });
        })
        .catch((error) => reject(asAriError(error, this.#options)))
        .finally(cancel);
    });
  }

  /** Breaks off what is under way; those promises reject. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

export const authorizationOf = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

/** Lets one connection be opened at a time. */
function oneAfterAnother(connect: buildConnector.connector): buildConnector.connector {
  let last: Promise<void> = Promise.resolve();
  return (options, callback) => {
    last = last.then(
      () =>
        new Promise((done) => {
          connect(options, (...result) => {
            done();
            callback(...result);
          });
        }),
    );
  };
}
