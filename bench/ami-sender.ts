/**
 * Sends events to whoever connects, in a process of its own: `node ami-sender.js <order>`, the
 * order as JSON. Tells its parent the port, then what it has sent. Started by ami-parser.ts.
 */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { createEventStream, type EventStream, farewell, greeting } from './ami-stream.ts';

export interface SendOrder {
  readonly seed: number;
  /** Messages of the stream that is sent over and over. */
  readonly distinct: number;
  readonly total: number;
  /** Events a second by the clock, whatever the reader does; 0: as fast as they are taken. */
  readonly rate: number;
}

export interface SendFigures {
  readonly sent: number;
  readonly seconds: number;
  readonly bytesPerEvent: number;
}

const tickMs = 5;

/** Some of the stream, from message `from` on, wrapping round. */
function* slices({ bytes, offsets, messages }: EventStream, from: number, count: number) {
  for (let left = count, at = from % messages.length; left > 0; at = 0) {
    const taken = Math.min(left, messages.length - at);
    yield bytes.subarray(offsets[at]!, offsets[at + taken]!);
    left -= taken;
  }
}

/** Open loop: what is due by the clock is written, late or not. */
function sendPaced(socket: Socket, stream: EventStream, { total, rate }: SendOrder): Promise<void> {
  const start = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - start) * rate) / 1_000));
      for (const part of slices(stream, sent, due - sent)) socket.write(part);
      sent = due;
      if (sent < total) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
}

async function sendFlood(socket: Socket, stream: EventStream, { total }: SendOrder) {
  for (const part of slices(stream, 0, total)) {
    if (!socket.write(part)) await new Promise((resolve) => socket.once('drain', resolve));
  }
}

const order = JSON.parse(process.argv[2] ?? '{}') as SendOrder;
const stream = createEventStream(order.seed, order.distinct);
const server = createServer(async (socket) => {
  server.close();
  socket.on('error', () => {});
  // What a client says is not answered; it must be read all the same.
  socket.resume().setNoDelay(true).write(greeting);
  const start = performance.now();
  await (order.rate > 0 ? sendPaced(socket, stream, order) : sendFlood(socket, stream, order));
  socket.end(farewell);
  const figures: SendFigures = {
    sent: order.total,
    seconds: (performance.now() - start) / 1_000,
    bytesPerEvent: stream.bytes.length / order.distinct,
  };
  process.send?.(figures);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
