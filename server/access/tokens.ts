/** Words that let somebody in. Only their digests are kept. */

import { createHash, randomBytes } from 'node:crypto';

/** 192 bits of chance, with a prefix that tells what it is to whoever finds it. */
export const newToken = (prefix: '' | 'tsk_' | 'tsw_' = ''): string =>
  prefix + randomBytes(24).toString('base64url');

/** SHA-256, hexadecimal. As good as the token is long: nobody finds one by trying. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * What a page sends along to show that it is ours. It follows from the cookie, which no page can
 * read, so nothing is kept for it.
 */
export const csrfOf = (cookie: string): string =>
  createHash('sha256').update(`csrf ${cookie}`).digest('base64url');
