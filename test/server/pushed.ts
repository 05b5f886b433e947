/** What a page has been pushed: frames of the live connection, put together as pages do. */

import type { WebSocket } from 'ws';
import type { InlineFront } from '../../server/front.ts';
import type { Frame } from '../../server/wire/live.ts';
import type { Browser } from '../access/browser.ts';
import type { Centre } from './centre.ts';

export class Pushed {
  // biome-ignore lint/suspicious/noExplicitAny: documents of many shapes, looked at part by part
  readonly parts: Record<string, any> = {};
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly rows: Record<string, Record<string, any>> = {};
  /** Of the server, in the last frame. */
  at = 0;
  readonly #topic: string;
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  private constructor(topic: string, socket: WebSocket) {
    this.#topic = topic;
    this.#socket = socket;
    socket.on('message', (text) => this.#take(JSON.parse(String(text)) as Frame));
  }

  /** As the account this browser is signed in to. */
  static async open(centre: Centre, browser: Browser, topic: string): Promise<Pushed> {
    const { body } = await browser.ask('POST', '/stream/tickets');
    const { app } = centre.server.front as InlineFront;
    let pushed: Pushed | undefined;
    await app.injectWS(
      `/api/v1/live?topics=${topic}&ticket=${body.ticket}`,
      {},
      {
        onInit(socket) {
          pushed = new Pushed(topic, socket as unknown as WebSocket);
        },
      },
    );
    await pushed!.until(({ at }) => at > 0);
    return pushed!;
  }

  /** Resolves when what is shown is so. */
  async until(isSo: (shown: Pushed) => boolean): Promise<void> {
    while (!isSo(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(frame: Frame): void {
    this.at = frame.at;
    const { parts = {}, rows = {} } = frame.topics?.[this.#topic] ?? {};
    Object.assign(this.parts, parts);
    for (const [name, { set = {}, gone = [] }] of Object.entries(rows)) {
      const table = frame.whole ? {} : { ...this.rows[name] };
      for (const id of gone) delete table[id];
      this.rows[name] = { ...table, ...set };
    }
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
