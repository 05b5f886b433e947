/**
 * The log: pino, written without waiting for the reader. Every thread opens its own on the same
 * place.
 */

import { destination, type Logger, pino } from 'pino';

/** What the parts of the routing thread need. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the API needs: Fastify asks for all of pino's. */
export type ServerLog = Logger;

export interface LogPlace {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** A file; undefined: standard error. */
  readonly file?: string;
}

/** JSON lines with a name for the time people can read. */
export function openLog({ level, file }: LogPlace): ServerLog {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino(
    { ...options, formatters },
    destination({ dest: file ?? 2, sync: false, mkdir: true }),
  );
}

export const silentLog: ServerLog = pino({ level: 'silent' });
