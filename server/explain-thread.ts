/** The thread of one explanation. */

import { parentPort, workerData } from 'node:worker_threads';
import { storyOf } from './decisions.ts';
import { RequestError } from './errors.ts';
import type { ExplainAnswer, ExplainStart } from './explainer.ts';

const { folder, call } = workerData as ExplainStart;
const tell = (answer: ExplainAnswer) => parentPort!.postMessage(answer);
try {
  // Through JSON, as the answer will go: functions of the story's parts cannot cross threads.
  tell({ ok: true, story: JSON.parse(JSON.stringify(storyOf(folder, call))) });
} catch (error) {
  const known =
    error instanceof RequestError
      ? error
      : new RequestError('internal-error', (error as Error).message);
  tell({ ok: false, code: known.code, message: known.message, params: known.params });
}
