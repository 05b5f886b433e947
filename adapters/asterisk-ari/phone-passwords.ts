/**
 * Passwords of phones that are made while everything runs: objects of type `auth` in the memory of
 * Asterisk, put there by ARI's push configuration. Needs `auth = memory` in sorcery.conf; an
 * Asterisk that has started anew has forgotten them.
 * Source: Asterisk documentation, "ARI Push Configuration".
 */

import { AriError, notAri, wrongPassword } from './errors.ts';
import type { AriHttp } from './http.ts';
import type { AriRequest } from './messages.ts';

/**
 * Lets the endpoint whose `auth` is called `user` in with this password from now on; any before is
 * void. Rejects with `AriError`.
 */
export async function putPhonePassword(
  ari: AriHttp,
  user: string,
  password: string,
): Promise<void> {
  const fields = Object.entries({ auth_type: 'userpass', username: user, password });
  const body = { fields: fields.map(([attribute, value]) => ({ attribute, value })) };
  await send(ari, { method: 'PUT', path: pathOf(user), body });
}

/** Lets nobody in there until the next password. Rejects with `AriError`. */
export async function dropPhonePassword(ari: AriHttp, user: string): Promise<void> {
  await send(ari, { method: 'DELETE', path: pathOf(user) }, 404);
}

const pathOf = (user: string): string =>
  `asterisk/config/dynamic/res_pjsip/auth/${encodeURIComponent(user)}`;

async function send(ari: AriHttp, request: AriRequest, fine?: number): Promise<void> {
  const { status } = await ari.send(request);
  if (status < 300 || status === fine) return;
  if (status === 401) throw wrongPassword(ari.address, status);
  // It finds the object in pjsip.conf, or no place to keep it.
  if (status === 403) throw new AriError('command-failed', notKept, status);
  throw notAri(ari.address, status);
}

const notKept =
  'Asterisk keeps no password that is made here: [res_pjsip] of sorcery.conf needs the line ' +
  '"auth = memory", and pjsip.conf must not have a password of that name (docs/softphone.md)';
