/** One AMI connection of a test: log in, ask for actions, nothing else. */

import { connect, type Socket } from 'node:net';

export class AmiLine {
  readonly #socket: Socket;
  #text = '';
  #next = 1;
  readonly #asked = new Map<string, (answer: string) => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk));
  }

  /** Rejects when nobody listens there, or the login is refused. */
  static async open(port: number, user: string, secret: string): Promise<AmiLine> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).once('connect', resolve);
    });
    const line = new AmiLine(socket);
    await line.ask({ Action: 'Login', Username: user, Secret: secret, Events: 'off' });
    return line;
  }

  /** Rejects with what Asterisk says when it does not do it. */
  async ask(action: Readonly<Record<string, string>>): Promise<void> {
    const id = String(this.#next++);
    const fields = Object.entries({ ...action, ActionID: id });
    const answered = new Promise<string>((resolve) => this.#asked.set(id, resolve));
    this.#socket.write(`${fields.map(([key, value]) => `${key}: ${value}`).join('\r\n')}\r\n\r\n`);
    const answer = await answered;
    if (!answer.includes('Response: Success')) throw new Error(`${action.Action}: ${answer}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    const messages = (this.#text + chunk).split('\r\n\r\n');
    this.#text = messages.pop() ?? '';
    for (const message of messages) {
      const id = /^ActionID: (\d+)/m.exec(message)?.[1] ?? '';
      this.#asked.get(id)?.(message);
      this.#asked.delete(id);
    }
  }
}
