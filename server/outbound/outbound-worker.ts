/** The dialer on a thread of its own, as the routing thread sees it. */

import type { Worker } from 'node:worker_threads';
import { gatherLines } from '../line-gathering.ts';
import type { Log } from '../log.ts';
import { doneOrEnded, firstWord, startThread } from '../thread.ts';
import type {
  FromOutbound,
  Outbound,
  OutboundListener,
  OutboundThreadStart,
  ToOutbound,
} from './outbound-link.ts';

/** Rejects with what the thread says when store, lists or packs cannot be used. */
export async function startOutbound(
  start: OutboundThreadStart,
  listener: OutboundListener,
  log: Log,
): Promise<Outbound> {
  const thread = startThread('outbound/outbound-thread', start);
  const lines = gatherLines((some) => thread.postMessage(linesOf(some)));
  const send = (message: ToOutbound): void => {
    lines.flush();
    thread.postMessage(message);
  };
  await ready(thread);
  let stopping = false;
  let onStopped = () => {};
  thread.on('message', (message: FromOutbound) => {
    if (message.type === 'dial') listener.send(message.order);
    if (message.type === 'let-go') listener.letGo(message.call);
    if (message.type === 'stopped') onStopped();
  });
  thread.on('error', (error) => {
    log.error({ err: error }, 'the thread of the dialer has died; routing goes on');
  });
  thread.on('exit', () => {
    if (!stopping) log.error({}, 'no campaign dials until the next start');
  });
  return {
    apply: lines.add,
    useConfig: (config) => send({ type: 'config', config }),
    async stop() {
      stopping = true;
      await doneOrEnded(thread, (done) => {
        onStopped = done;
        send({ type: 'stop' });
      });
      await thread.terminate();
    },
  };
}

const linesOf = (lines: string): ToOutbound => ({ type: 'lines', lines });

const ready = (thread: Worker): Promise<void> =>
  firstWord(thread, (message: FromOutbound) => {
    if (message.type === 'ready') return;
    throw new Error(message.type === 'refused' ? message.message : 'the dialer did not start');
  });
