/** The front on a thread of its own, as the routing thread sees it. */

import type { Worker } from 'node:worker_threads';
import { RequestError } from './errors.ts';
import type {
  Answer,
  FromFront,
  Front,
  FrontAddresses,
  FrontStart,
  FrontWish,
  Gateway,
  Question,
  ReloadAnswer,
  ToFront,
} from './front-link.ts';
import { gatherLines } from './line-gathering.ts';
import type { Log, LogPlace } from './log.ts';
import { doneOrEnded, firstWord, startThread } from './thread.ts';

export interface FrontThreadStart {
  readonly start: FrontStart;
  readonly log: LogPlace;
}

/** Rejects with what the thread says when a listener cannot be had. */
export async function startFrontThread(
  start: FrontStart,
  gateway: Gateway,
  log: Log,
  place: LogPlace,
): Promise<Front> {
  const threadStart: FrontThreadStart = { start, log: place };
  const thread = startThread('front-thread', threadStart);
  const lines = gatherLines((some) => thread.postMessage(linesOf(some)));
  // Whoever asks for a change finds it in the view when the answer is there.
  const send = (message: ToFront) => {
    lines.flush();
    thread.postMessage(message);
  };
  const addresses = await listening(thread);
  const wishes = new Map<number, (answer: Answer) => void>();
  let nextId = 1;
  let stopping = false;
  let onStopped = () => {};
  thread.on('message', (message: FromFront) => {
    if (message.type === 'ask') void answerQuestion(message.id, message.question, gateway, send);
    if (message.type === 'granted') {
      wishes.get(message.id)?.(message.answer);
      wishes.delete(message.id);
    }
    if (message.type === 'stopped') onStopped();
  });
  thread.on('error', (error) => {
    // Routing goes on without screens; a supervisor sees the listener gone.
    log.error({ err: error }, 'the thread of API and metrics has died; routing goes on');
  });
  thread.on('exit', () => {
    if (!stopping) log.error({}, 'API, stream and metrics are gone until the next start');
  });
  const wish = <Granted>(what: FrontWish) =>
    new Promise<Granted>((resolve, reject) => {
      const id = nextId++;
      wishes.set(id, (answer) => {
        if (answer.ok) resolve(answer.value as Granted);
        else reject(new RequestError(answer.code, answer.message, answer.params));
      });
      send({ type: 'wish', id, wish: what });
    });
  return {
    addresses,
    apply: lines.add,
    setStatus: (status) => send({ type: 'status', status }),
    reload: () => wish<ReloadAnswer>('reload'),
    setUpWord: () => wish<string | undefined>('set-up-word'),
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

const linesOf = (lines: string): ToFront => ({ type: 'lines', lines });

const listening = (thread: Worker): Promise<FrontAddresses> =>
  firstWord(thread, (message: FromFront) => {
    if (message.type === 'listening') return message.addresses;
    throw new Error(message.type === 'refused' ? message.message : 'the front did not start');
  });

async function answerQuestion(
  id: number,
  question: Question,
  gateway: Gateway,
  send: (message: ToFront) => void,
): Promise<void> {
  send({ type: 'answer', id, answer: await answerOf(() => ask(question, gateway)) });
}

function ask(question: Question, gateway: Gateway): Promise<unknown> {
  switch (question.type) {
    case 'desk':
      return gateway.ask(question.request);
    case 'explain':
      return gateway.explain(question.question);
    case 'use-config':
      return gateway.useConfig(question.config);
    case 'flush-journal':
      return gateway.flushJournal();
  }
}

/** A result or the reason there is none, in a form that crosses threads. */
export async function answerOf(work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const known =
      error instanceof RequestError
        ? error
        : new RequestError('internal-error', (error as Error).message);
    return { ok: false, code: known.code, message: known.message, params: known.params };
  }
}
