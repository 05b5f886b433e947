/** What can go wrong between us and Asterisk, each with the sentence an admin needs. */

import type { SwitchTrouble } from '../port.ts';

export type AriErrorCode = SwitchTrouble['code'];

/** A request without a reply, or a connection that did not come about. */
export class AriError extends Error {
  readonly code: AriErrorCode;
  /** HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(code: AriErrorCode, message: string, status?: number) {
    super(message);
    this.name = 'AriError';
    this.code = code;
    this.status = status;
  }
}

export interface AriAddress {
  readonly url: string;
  readonly user: string;
}

const refusedCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Turns whatever a transport threw into an `AriError`. */
export function asAriError(error: unknown, to: AriAddress): AriError {
  if (error instanceof AriError) return error;
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  const text = error instanceof Error ? error.message : String(error);
  if (refusedCodes.has(code)) return notListening(to, code);
  return new AriError('lost-connection', `${to.url} broke the connection (${text || code})`);
}

export const notListening = (to: AriAddress, why: string): AriError =>
  new AriError(
    'refused-connection',
    `nobody listens at ${to.url} (${why}): check that Asterisk runs, that http.conf has ` +
      'enabled=yes with this address and port, and `url` in the configuration',
  );

export const notAri = (to: AriAddress, status: number): AriError =>
  new AriError(
    'refused-connection',
    `${to.url} replied ${status} instead of ARI: unless Asterisk is just starting, check ` +
      'ari.conf (enabled=yes), that res_ari is loaded, and `url` in the configuration',
    status,
  );

export const wrongPassword = (to: AriAddress, status: number): AriError =>
  new AriError(
    'wrong-password',
    `${to.url} refuses user "${to.user}" (${status}): check the section [${to.user}] and its ` +
      'password in ari.conf, and `user` and `password` in the configuration',
    status,
  );

export const noAnswer = (to: AriAddress, what: string, ms: number): AriError =>
  new AriError(
    'no-answer',
    `${to.url} did not answer ${what} within ${ms} ms: check that Asterisk is not stuck or ` +
      'overloaded',
  );

export const lostConnection = (to: AriAddress, why: string): AriError =>
  new AriError('lost-connection', `the connection to ${to.url} broke (${why})`);

/** An open connection whose far end has fallen silent. */
export const fellSilent = (to: AriAddress, ms: number): AriError =>
  new AriError(
    'no-answer',
    `${to.url} has not answered a ping for ${ms} ms, the connection is taken as broken`,
  );

export const replacedByOther = (to: AriAddress, app: string): AriError =>
  new AriError(
    'replaced-by-other-router',
    `another router has connected to ${to.url} as application "${app}": this one stops routing; ` +
      'run one router per application name, or give this one another `app`',
  );
