/** `tsunagi status`: queues and agents of a running server. */

import { drawPicture, showPicture } from '../picture.ts';
import { lookAt, NoServerError } from '../picture-source.ts';
import { exitCodes } from './exit-codes.ts';

export interface StatusOptions {
  readonly url: string;
  readonly key?: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

/** Live until Ctrl-C in a terminal, once where there is none. */
export async function status({ url, key, once, json }: StatusOptions): Promise<void> {
  const address = { url, key };
  try {
    const picture = await lookAt(address);
    if (json) {
      process.stdout.write(`${JSON.stringify(picture, undefined, 2)}\n`);
    } else if (once || !process.stdout.isTTY) {
      const columns = process.stdout.columns ?? 200;
      process.stdout.write(`${drawPicture(picture, columns).join('\n')}\n`);
    } else {
      showPicture(() => lookAt(address));
    }
  } catch (error) {
    process.stderr.write(`tsunagi: ${(error as Error).message}\n`);
    process.exitCode = error instanceof NoServerError ? exitCodes.noServer : exitCodes.failed;
  }
}
