import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { doneOrEnded } from '../../server/thread.ts';

describe('waiting for a thread to stop', () => {
  it('ends when it says so, when it dies meanwhile, and when it had died before', async () => {
    const answers = new Worker("require('worker_threads').parentPort.on('message', () => 1)", {
      eval: true,
    });
    await doneOrEnded(answers, (done) => done());
    await doneOrEnded(answers, () => void answers.terminate());
    const gone = new Worker('', { eval: true });
    await once(gone, 'exit');
    let begun = false;
    await doneOrEnded(gone, () => {
      begun = true;
    });
    expect(begun).toBe(false);
  });
});
