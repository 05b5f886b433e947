/**
 * A small real HTTP and WebSocket server that speaks enough ARI to be connected to, and misbehaves
 * on command: hangs, cuts, refuses, falls silent, says what nobody has heard of.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { apiDocument } from '../support/ari-server/docs.ts';

/** How a request is treated; absent: as a good server would. */
export type Treatment =
  | 'hang'
  /** The connection breaks instead of a reply. */
  | 'cut'
  | {
      readonly status: number;
      readonly body?: unknown;
      /** Not before this. */
      readonly after?: Promise<unknown>;
    };

export interface Heard {
  readonly method: string;
  /** Below `/ari/`, with the query. */
  readonly path: string;
  readonly user: string;
  readonly by: 'http' | 'socket';
  readonly body: string;
  /** Application of the socket. */
  readonly app?: string;
}

export class UnrulyServer {
  /** Users and their passwords. */
  users = new Map([['tsunagi', 'secret']]);
  readonly heard: Heard[] = [];
  /** Decides on each request. */
  treat: (heard: Heard) => Treatment | undefined = () => undefined;
  /** Event sockets that are open, newest last. */
  readonly sockets: WebSocket[] = [];
  /** Event sockets there have been. */
  upgrades = 0;
  /** Answers pings on event sockets. */
  pongs = true;
  version = '22.10.1';
  connectionsOpen = 0;
  connectionsOpenMax = 0;
  readonly #tcp = new Set<Socket>();
  #frames = new WebSocketServer({ noServer: true, autoPong: false });
  #http = createServer((request, response) => void this.#serve(request, response));
  port = 0;

  constructor() {
    this.#http.on('connection', (socket: Socket) => {
      this.#tcp.add(socket);
      this.connectionsOpen++;
      this.connectionsOpenMax = Math.max(this.connectionsOpenMax, this.connectionsOpen);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#tcp.delete(socket);
        this.connectionsOpen--;
      });
    });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const { app, user } = this.#who(request);
      const treatment = this.#note('GET', `events?app=${app}`, user, 'http', '');
      if (treatment === 'hang') return;
      if (user === '' || treatment !== undefined) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.#frames.handleUpgrade(request, socket, head, (frames) => this.#open(frames, app, user));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  /** Breaks every connection and takes no new one. */
  async stop(): Promise<void> {
    if (!this.#http.listening) return;
    const closed = new Promise((resolve) => this.#http.close(resolve));
    for (const socket of this.#tcp) socket.destroy();
    await closed;
  }

  /** Breaks the event sockets and goes on listening. */
  drop(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  /** Says this on every event socket; objects as JSON. */
  say(what: unknown): void {
    for (const socket of this.sockets) {
      socket.send(typeof what === 'string' ? what : JSON.stringify(what));
    }
  }

  #open(frames: WebSocket, app: string, user: string): void {
    frames.on('error', () => {});
    if (/-(cmd|ring)$/.test(app)) {
      frames.on('message', (frame) => this.#command(frames, String(frame), user, app));
      return;
    }
    this.upgrades++;
    this.sockets.push(frames);
    frames.on('close', () => this.sockets.splice(this.sockets.indexOf(frames), 1));
    frames.on('ping', () => {
      if (this.pongs) frames.pong();
    });
  }

  #command(frames: WebSocket, text: string, user: string, app: string): void {
    const asked = JSON.parse(text) as Record<string, string>;
    const { method = '', uri = '', message_body: body = '' } = asked;
    const treatment = this.#note(method, uri, user, 'socket', body, app);
    if (treatment === 'hang') return;
    if (treatment === 'cut') {
      frames.terminate();
      return;
    }
    const { status, body: reply } = treatment ?? this.#good(uri);
    const response = JSON.stringify({
      type: 'RESTResponse',
      request_id: asked.request_id,
      status_code: status,
      reason_phrase: '',
      uri,
      message_body: reply === undefined ? '' : JSON.stringify(reply),
    });
    if (treatment?.after) void treatment.after.then(() => frames.send(response));
    else frames.send(response);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { user } = this.#who(request);
    const path = (request.url ?? '').replace(/^\/ari\//, '');
    const treatment = this.#note(request.method ?? '', path, user, 'http', body);
    if (treatment === 'hang') return;
    if (treatment === 'cut') {
      request.socket.destroy();
      return;
    }
    const refused = user === '' ? { status: 401, body: { message: 'Unauthorized' } } : undefined;
    await treatment?.after;
    const { status, body: reply } = treatment ?? refused ?? this.#good(path);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(reply === undefined ? '' : JSON.stringify(reply));
  }

  #note(
    method: string,
    path: string,
    user: string,
    by: 'http' | 'socket',
    body: string,
    app?: string,
  ) {
    const heard = { method, path, user, by, body, ...(app === undefined ? {} : { app }) };
    this.heard.push(heard);
    return this.treat(heard);
  }

  #good(path: string): { readonly status: number; readonly body?: unknown } {
    const document = /^api-docs\/(\w+)\.json/.exec(path)?.[1];
    if (document) return { status: 200, body: apiDocument(document, this.url) };
    if (path === 'asterisk/info')
      return { status: 200, body: { system: { version: this.version } } };
    if (path === 'channels' || path === 'bridges') return { status: 200, body: [] };
    if (path.startsWith('applications/')) return { status: 200, body: { name: 'tsunagi' } };
    return { status: 204 };
  }

  /** User when the password is right, else empty. */
  #who(request: IncomingMessage): { readonly app: string; readonly user: string } {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [, basic = ''] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    const given = basic
      ? Buffer.from(basic, 'base64').toString()
      : (searchParams.get('api_key') ?? '');
    const [user = '', password] = given.split(':');
    return {
      app: searchParams.get('app') ?? '',
      user: this.users.has(user) && this.users.get(user) === password ? user : '',
    };
  }
}
