/** The manager interface of an Asterisk, as far as tests need one that can be told what to say. */

import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Says what it is told to; answers nothing by itself but the login. */
export class FakeSwitch {
  readonly server: Server;
  readonly actions: Record<string, string>[] = [];
  greeting = 'Asterisk Call Manager/11.0.0\r\n';
  answersPing = true;
  /** Said to an action of that name, with its number. */
  readonly answers = new Map<string, readonly Record<string, string>[]>();
  connections = 0;
  socket: Socket | undefined;
  #wanted: { name: string; resolve: (action: Record<string, string>) => void }[] = [];

  constructor() {
    this.server = createServer((socket) => {
      this.connections++;
      this.socket = socket;
      socket.on('error', () => {});
      socket.write(this.greeting);
      let rest = '';
      socket.on('data', (chunk) => {
        rest += String(chunk);
        for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
          this.#take(rest.slice(0, end));
          rest = rest.slice(end + 4);
        }
      });
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves with the next action of that name, or the last if it has come. */
  action(name: string): Promise<Record<string, string>> {
    const known = this.actions.findLast((each) => each.Action === name);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => this.#wanted.push({ name, resolve }));
  }

  say(...messages: Record<string, string>[]): void {
    const text = messages.map((headers) =>
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join(''),
    );
    this.socket?.write(`${text.join('\r\n')}\r\n`);
  }

  #take(text: string): void {
    const action = Object.fromEntries(
      text.split('\r\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]),
    );
    this.actions.push(action);
    const { Action: name, ActionID } = action as { Action: string; ActionID: string };
    if (name === 'Challenge') this.say({ Response: 'Success', ActionID, Challenge: '4711' });
    else if (name === 'Login') {
      const key = createHash('md5').update('4711right').digest('hex');
      if (action.Key === key) this.say({ Response: 'Success', ActionID });
      else this.say({ Response: 'Error', ActionID, Message: 'Authentication failed' });
    } else if (name === 'Ping' && this.answersPing) this.say({ Response: 'Success', ActionID });
    const answer = this.answers.get(name);
    if (answer) this.say(...answer.map((headers) => ({ ...headers, ActionID })));
    for (const wanted of this.#wanted.filter((each) => each.name === name)) wanted.resolve(action);
    this.#wanted = this.#wanted.filter((each) => each.name !== name);
  }
}
