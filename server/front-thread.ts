/** The thread of API, stream and metrics. */

import { parentPort, workerData } from 'node:worker_threads';
import type { DeskAnswer } from './desk-answers.ts';
import { RequestError } from './errors.ts';
import { createFront } from './front.ts';
import type {
  Answer,
  FromFront,
  Front,
  FrontWish,
  Gateway,
  Question,
  ToFront,
} from './front-link.ts';
import { answerOf, type FrontThreadStart } from './front-worker.ts';
import type { Explanation } from './live-explain.ts';
import { openLog } from './log.ts';

const { start, log } = workerData as FrontThreadStart;
const port = parentPort!;
const tell = (message: FromFront) => port.postMessage(message);

const asked = new Map<number, (answer: Answer) => void>();
let nextId = 1;

function ask(question: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = nextId++;
    asked.set(id, (answer) => {
      if (answer.ok) resolve(answer.value);
      else reject(new RequestError(answer.code, answer.message, answer.params));
    });
    tell({ type: 'ask', id, question });
  });
}

const gateway: Gateway = {
  ask: (request) => ask({ type: 'desk', request }) as Promise<DeskAnswer>,
  explain: (question) => ask({ type: 'explain', question }) as Promise<Explanation>,
  useConfig: (config) => ask({ type: 'use-config', config }) as Promise<void>,
  flushJournal: () => ask({ type: 'flush-journal' }) as Promise<void>,
};

try {
  const front = await createFront(start, gateway, openLog(log));
  port.on('message', (message: ToFront) => take(message, front));
  tell({ type: 'listening', addresses: front.addresses });
} catch (error) {
  tell({ type: 'refused', message: (error as Error).message });
}

function take(message: ToFront, front: Front): void {
  switch (message.type) {
    case 'lines':
      front.apply(message.lines);
      return;
    case 'status':
      front.setStatus(message.status);
      return;
    case 'answer':
      asked.get(message.id)?.(message.answer);
      asked.delete(message.id);
      return;
    case 'wish':
      void answerOf(() => grant(message.wish, front)).then((answer) =>
        tell({ type: 'granted', id: message.id, answer }),
      );
      return;
    case 'stop':
      void front.stop().then(() => tell({ type: 'stopped' }));
  }
}

function grant(wish: FrontWish, front: Front): Promise<unknown> {
  switch (wish) {
    case 'reload':
      return front.reload();
    case 'set-up-word':
      return front.setUpWord();
  }
}
