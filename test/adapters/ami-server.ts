/**
 * A small real TCP server that speaks enough of the manager interface to be logged in to, and
 * misbehaves on command: falls silent, cuts, says half of something.
 */

import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { AmiMessage } from '../../adapters/asterisk-ami/message.ts';

/** Bytes said in place of what a good server says; undefined: as a good server. */
export type Treat = (action: AmiMessage) => string | undefined;

/** Fields as the bytes of one message. */
export const said = (fields: Readonly<Record<string, string | readonly string[]>>): string => {
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}\r\n`),
  );
  return `${lines.join('')}\r\n`;
};

export class AmiServer {
  greeting = 'Asterisk Call Manager/7.0.3\r\n';
  secret = 'secret';
  treat: Treat = () => undefined;
  /** All actions heard, oldest first. */
  readonly heard: AmiMessage[] = [];
  /** Connections that are open, newest last. */
  readonly sockets: Socket[] = [];
  /** Connections there have been. */
  connections = 0;
  /** Everything that came, as it came. */
  bytes = '';
  readonly #waiting: { readonly want: () => boolean; readonly done: () => void }[] = [];
  readonly #tcp = createServer((socket) => this.#open(socket));

  get port(): number {
    return (this.#tcp.address() as AddressInfo).port;
  }

  start(port = 0): Promise<void> {
    return new Promise((resolve) => this.#tcp.listen(port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#tcp.close(resolve));
    this.cut();
    await closed;
  }

  /** Breaks all connections and goes on listening. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.destroy();
  }

  say(text: string): void {
    for (const socket of this.sockets) socket.write(text);
  }

  /** Resolves when the wish is true, as seen whenever something comes or goes, or by `look`. */
  until(want: () => boolean): Promise<void> {
    if (want()) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ want, done }));
  }

  /** Resolves with the nth action of this name, counted from 1. */
  async asked(name: string, nth = 1): Promise<AmiMessage> {
    const found = () => this.heard.filter((each) => each.get('Action') === name)[nth - 1];
    await this.until(() => found() !== undefined);
    return found()!;
  }

  /** Looks at all wishes: something else has changed that they are about. */
  look(): void {
    for (const each of [...this.#waiting]) {
      if (!each.want()) continue;
      this.#waiting.splice(this.#waiting.indexOf(each), 1);
      each.done();
    }
  }

  #open(socket: Socket): void {
    this.connections++;
    this.sockets.push(socket);
    let rest = '';
    socket.on('error', () => {});
    socket.on('close', () => {
      this.sockets.splice(this.sockets.indexOf(socket), 1);
      this.look();
    });
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.bytes += text;
      rest += text;
      for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
        this.#take(socket, messageOf(rest.slice(0, end)));
        rest = rest.slice(end + 4);
      }
    });
    socket.write(this.greeting);
    this.look();
  }

  #take(socket: Socket, action: AmiMessage): void {
    this.heard.push(action);
    const answer = this.treat(action) ?? this.#good(action);
    if (answer !== '') socket.write(answer);
    this.look();
  }

  #good(action: AmiMessage): string {
    const ActionID = action.text('ActionID');
    switch (action.get('Action')) {
      case 'Challenge':
        return said({ Response: 'Success', ActionID, Challenge: '4711' });
      case 'login':
      case 'Login': {
        const key = createHash('md5').update(`4711${this.secret}`).digest('hex');
        const right = action.get('Key') === key || action.get('Secret') === this.secret;
        if (right)
          return said({ Response: 'Success', ActionID, Message: 'Authentication accepted' });
        return said({ Response: 'Error', ActionID, Message: 'Authentication failed' });
      }
      default:
        return said({ Response: 'Success', ActionID, Message: 'done' });
    }
  }
}

function messageOf(text: string): AmiMessage {
  const lines = text.split('\r\n').map((line) => line.split(/: (.*)/s));
  return new AmiMessage(
    lines.map(([name = '']) => name),
    lines.map(([, value = '']) => value),
  );
}
