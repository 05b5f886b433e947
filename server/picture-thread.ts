/** The thread of the picture. It writes to the terminal itself: the routing thread is not asked. */

import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Screen, showPicture } from './picture.ts';
import { lookAt } from './picture-source.ts';
import type { PictureThreadStart, ScreenSize } from './picture-start.ts';

const { address, isTTY, size } = workerData as PictureThreadStart;
const standardOutput = 1;

const screen: Screen = {
  isTTY,
  ...size,
  write(text) {
    try {
      writeSync(standardOutput, text);
    } catch (error) {
      // A reader that is slow or gone must not end the server; the next picture comes soon.
      if (!['EAGAIN', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  },
};
parentPort!.on('message', (changed: ScreenSize) => Object.assign(screen, changed));
showPicture(() => lookAt(address), screen);
