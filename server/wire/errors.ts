/** Errors as the API answers them; the list of their codes is `server/errors.ts`. */

export type { ErrorBody, ErrorCode } from '../errors.ts';
