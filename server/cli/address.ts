/** Addresses on the command line. */

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * `host:port`, `[::1]:5038`, or a port alone on loopback; undefined: it is none. `portMin` 0: any
 * free one will do, to listen at.
 */
export function readAddress(text: string, portMin = 1): Address | undefined {
  const match = /^(?:(?<host>[^:[\]]+|\[[0-9a-f:]+\]):)?(?<port>\d{1,5})$/i.exec(text);
  const port = Number(match?.groups?.port);
  if (!match || port < portMin || port > 65_535) return undefined;
  return { host: match.groups?.host?.replace(/^\[|\]$/g, '') ?? '127.0.0.1', port };
}
