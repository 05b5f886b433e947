/**
 * One ARI operation: what the API description says of it, and what it does to the simulated PBX.
 */

import type { Pbx, Reply } from '../../../adapters/simulated/model.ts';
import type { SimulatedWorld } from '../../../adapters/simulated/world.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  readonly required?: boolean;
  /** Swagger type; absent: string. */
  readonly type?: string;
  /** A comma-separated list. */
  readonly list?: boolean;
}

export interface AriRequest {
  readonly world: SimulatedWorld;
  readonly pbx: Pbx;
  readonly version: string;
  /** Path, query and body together; lists joined by commas. */
  readonly values: Readonly<Record<string, string>>;
  /** Of the JSON body. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Status and JSON; a JSON of undefined is an empty body. */
export type Respond = (status: number, json?: unknown) => void;

export interface Operation {
  readonly resource: string;
  readonly nickname: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/channels/{channelId}/answer`. */
  readonly path: string;
  /** Swagger type of the response, `void`, `List[Channel]`. */
  readonly gives: string;
  readonly parameters: readonly Parameter[];
  readonly run: (request: AriRequest, respond: Respond) => void;
}

/** `DELETE /channels/{channelId}`, its nickname and result, its other parameters, in short. */
export function operation(
  signature: string,
  nickname: string,
  gives: string,
  parameters: readonly (string | Parameter)[],
  run: Operation['run'],
): Operation {
  const [method = '', path = ''] = signature.split(' ');
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(
    (match): Parameter => ({ name: match[1]!, in: 'path', required: true }),
  );
  return {
    resource: path.split('/')[1]!,
    nickname,
    method: method as Operation['method'],
    path,
    gives,
    parameters: [
      ...inPath,
      ...parameters.map(
        (each): Parameter =>
          typeof each === 'string'
            ? {
                name: each.replace(/[!*]/g, ''),
                in: 'query',
                required: each.includes('!'),
                list: each.includes('*'),
              }
            : each,
      ),
    ],
    run,
  };
}

/** What went wrong, as Asterisk words it; otherwise the status alone. */
export function respondWith(respond: Respond, { status, message }: Reply, json?: unknown): void {
  if (status >= 300) respond(status, { message: message ?? 'Failed' });
  else respond(status, json);
}
