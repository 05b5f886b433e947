/** The thread of the picture. It writes to the terminal itself: the routing thread is not asked. */

import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Screen, showPicture } from './picture.ts';
import { ask, lookAt } from './picture-source.ts';
import type { PictureThreadStart, ScreenSize } from './picture-start.ts';
import type { SignInAnswer } from './wire/sign-in.ts';

const { address, isTTY, size, setUpLink } = workerData as PictureThreadStart;
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
let open = setUpLink !== undefined;
showPicture(async () => {
  const picture = await lookAt(address);
  if (!open) return picture;
  open = (await ask<SignInAnswer>(address, '/sign-in')).setUp === 'open';
  return open ? { ...picture, note: `set-up: ${setUpLink}` } : picture;
}, screen);
