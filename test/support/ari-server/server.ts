/**
 * An ARI server on loopback in front of the simulated PBX: HTTP, events over WebSocket, and REST
 * over WebSocket where the version it plays has it. As strict as Asterisk: what it does not know is
 * refused and noted in `unknown`, so that a test can say that nothing unknown was asked for.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectApp } from '../../../adapters/simulated/pbx.ts';
import type { SimulatedWorld } from '../../../adapters/simulated/world.ts';
import { apiDocument, operations } from './docs.ts';
import type { Operation, Respond } from './operation.ts';
import { eventJson } from './translate.ts';

export interface AriServerOptions {
  readonly world: SimulatedWorld;
  /** `22.10.1` speaks REST over WebSocket, `16.28.0` does not. */
  readonly version: string;
  readonly user: string;
  readonly password: string;
}

export interface AriServer {
  /** `http://127.0.0.1:port`; the same after each cut. */
  readonly url: string;
  /** Requests so far, `POST /channels/x/answer`, and how they were answered. */
  readonly requests: readonly { readonly line: string; readonly status: number }[];
  /** Requests that ARI has and this server does not. */
  readonly unknown: readonly string[];
  /** All connections break and none is taken. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Takes everything and answers nothing, as a half-open connection does. */
  freeze(frozen: boolean): void;
  stop(): Promise<void>;
}

const frameBytesMax = 65_535;

export async function startAriServer(options: AriServerOptions): Promise<AriServer> {
  const server = new LoopbackAri(options);
  await server.restore();
  return server;
}

class LoopbackAri implements AriServer {
  readonly requests: { line: string; status: number }[] = [];
  readonly unknown: string[] = [];
  readonly #options: AriServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #frames = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax });
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  #port = 0;
  #frozen = false;

  constructor(options: AriServerOptions) {
    this.#options = options;
    this.#http.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async restore(): Promise<void> {
    if (this.#http.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(this.#port, '127.0.0.1', () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    if (!this.#http.listening) return;
    const closed = new Promise((resolve) => this.#http.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  freeze(frozen: boolean): void {
    this.#frozen = frozen;
  }

  stop(): Promise<void> {
    return this.cut();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    if (this.#frozen) return;
    const respond: Respond = (status, json) => {
      const headers: Record<string, string> = json ? { 'content-type': 'application/json' } : {};
      if (status === 401) headers['www-authenticate'] = 'Basic realm="Asterisk REST Interface"';
      response.writeHead(status, headers).end(json === undefined ? '' : JSON.stringify(json));
    };
    if (!this.#knows(request)) respond(401, { message: 'Authentication required' });
    else this.#request(request.method ?? '', request.url ?? '', text, respond);
  }

  /** By header, or by `api_key` in the query. */
  #knows(request: IncomingMessage): boolean {
    const wanted = `${this.#options.user}:${this.#options.password}`;
    const { searchParams } = new URL(request.url ?? '', this.url);
    const [, basic = ''] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    const given = basic ? Buffer.from(basic, 'base64').toString() : searchParams.get('api_key');
    return given === wanted;
  }

  #request(method: string, target: string, text: string, respond: Respond): void {
    const { pathname, searchParams } = new URL(target, this.url);
    const line = `${method} ${pathname.replace(/^\/ari/, '')}`;
    const answer: Respond = (status, json) => {
      this.requests.push({ line, status });
      respond(status, json);
    };
    const [, document] = /^\/ari\/api-docs\/(\w+)\.json$/.exec(pathname) ?? [];
    if (document) {
      const found = apiDocument(document, this.url);
      answer(found ? 200 : 404, found ?? { message: 'Resource not found' });
      return;
    }
    const segments = pathname
      .replace(/^\/ari/, '')
      .split('/')
      .map(decodeURIComponent);
    const match = findOperation(method, segments);
    if (!match) {
      this.unknown.push(line);
      answer(404, { message: 'Resource not found' });
      return;
    }
    const values: Record<string, string> = {};
    for (const [key, value] of searchParams) values[key] ??= value;
    this.#run(match.operation, { ...values, ...match.inPath }, text, answer);
  }

  #run(
    operation: Operation,
    given: Readonly<Record<string, string>>,
    text: string,
    respond: Respond,
  ): void {
    let body: Readonly<Record<string, unknown>>;
    try {
      body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    } catch {
      respond(400, { message: 'Request body must be JSON' });
      return;
    }
    const { variables = {}, ...rest } = body;
    const values: Record<string, string> = {};
    for (const [key, value] of Object.entries(rest)) values[key] = String(value);
    Object.assign(values, given);
    const missing = operation.parameters.find((each) => each.required && !values[each.name]);
    if (missing) {
      respond(400, { message: `Missing parameter ${missing.name}` });
      return;
    }
    const { world, version } = this.#options;
    const request = {
      world,
      version,
      pbx: world.pbx,
      values,
      variables: variables as Record<string, string>,
    };
    operation.run(request, respond);
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const refuse = (status: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    };
    const apps = (searchParams.get('app') ?? '').split(',').filter(Boolean);
    if (this.#frozen) return;
    if (pathname !== '/ari/events') refuse('404 Not Found');
    else if (!this.#knows(request)) refuse('401 Unauthorized');
    else if (apps.length === 0) refuse('400 Bad Request');
    else {
      this.#frames.handleUpgrade(request, socket, head, (frames) => this.#events(frames, apps));
    }
  }

  #events(frames: WebSocket, apps: readonly string[]): void {
    const { world, version } = this.#options;
    const send = (json: object): void => {
      if (!this.#frozen && frames.readyState === frames.OPEN) frames.send(JSON.stringify(json));
    };
    const leave = apps.map((application) =>
      connectApp(world.pbx, application, {
        onEvent(event) {
          const timestamp = new Date(world.pbx.clock.now()).toISOString().replace('Z', '+0000');
          send({ ...eventJson(event), application, timestamp, asterisk_id: 'simulated' });
        },
        // The PBX process ended: so did its sockets.
        onClosed: () => frames.terminate(),
      }),
    );
    frames.on('error', () => {});
    frames.on('close', () => {
      for (const each of leave) each();
    });
    frames.on('message', (frame) => {
      if (hasRestOverWebSocket(version)) this.#requestByFrame(String(frame), send);
    });
  }

  #requestByFrame(frame: string, send: (json: object) => void): void {
    const request = JSON.parse(frame) as Readonly<Record<string, string>>;
    if (request.type !== 'RESTRequest') return;
    const { method = '', uri = '', message_body: body = '', request_id } = request;
    this.#request(method, `/ari/${uri}`, body, (status, json) =>
      send({
        type: 'RESTResponse',
        transaction_id: request.transaction_id ?? '',
        request_id: request_id ?? '',
        status_code: status,
        reason_phrase: status < 300 ? 'OK' : 'Refused',
        uri,
        ...(json !== undefined && {
          content_type: 'application/json',
          message_body: JSON.stringify(json),
        }),
      }),
    );
  }
}

function findOperation(
  method: string,
  segments: readonly string[],
): { readonly operation: Operation; readonly inPath: Record<string, string> } | undefined {
  for (const operation of operations) {
    const parts = operation.path.split('/');
    if (operation.method !== method || parts.length !== segments.length) continue;
    const inPath: Record<string, string> = {};
    const fits = parts.every((part, at) => {
      if (!part.startsWith('{')) return part === segments[at];
      inPath[part.slice(1, -1)] = segments[at]!;
      return true;
    });
    if (fits) return { operation, inPath };
  }
  return undefined;
}

function hasRestOverWebSocket(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 4);
}
