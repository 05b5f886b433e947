/** The thread of the dialer, and of the store. */

import { parentPort, workerData } from 'node:worker_threads';
import { type Clock, realClock } from '../../adapters/clock.ts';
import { openLog } from '../log.ts';
import type { FromOutbound, OutboundThreadStart, ToOutbound } from './outbound-link.ts';
import { Runner } from './runner.ts';

const { start, log, aheadMs } = workerData as OutboundThreadStart;
const port = parentPort!;
const tell = (message: FromOutbound) => port.postMessage(message);
const clock: Clock = {
  now: () => Math.floor(realClock.now() + aheadMs),
  setTimer: realClock.setTimer,
};

try {
  const runner = await Runner.start(start, {
    clock,
    log: openLog(log),
    send: (order) => tell({ type: 'dial', order }),
    letGo: (call) => tell({ type: 'let-go', call }),
  });
  port.on('message', (message: ToOutbound) => {
    if (message.type === 'lines') runner.apply(message.lines);
    else if (message.type === 'config') runner.useConfig(message.config);
    else void runner.stop().then(() => tell({ type: 'stopped' }));
  });
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'refused', message: (error as Error).message });
}
