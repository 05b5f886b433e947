/** The picture beside a server in the same process: on a thread of its own, by way of the API. */

import type { Site } from '../config/site.ts';
import { keysOf } from './keys.ts';
import type { RunningServer } from './main.ts';
import type { ServerAddress } from './picture-source.ts';
import { startThread } from './thread.ts';

export interface PictureThreadStart {
  readonly address: ServerAddress;
  readonly isTTY: boolean;
  readonly size: ScreenSize;
  /** Where the first account is made. Shown until there is one. */
  readonly setUpLink: string | undefined;
}

export interface ScreenSize {
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

/** Starts showing; the result ends it. */
export function startPictureThread(
  server: RunningServer,
  { server: settings }: Site,
  setUpLink?: string,
): () => void {
  const { stdout } = process;
  const key = keysOf(settings, server.folder).keys.find((each) => each.tenant === undefined)?.key;
  const size = (): ScreenSize => ({ columns: stdout.columns, rows: stdout.rows });
  const address = { url: server.addresses.api, key };
  const isTTY = stdout.isTTY === true;
  const start: PictureThreadStart = { address, isTTY, size: size(), setUpLink };
  const thread = startThread('picture-thread', start);
  const onResize = () => thread.postMessage(size());
  stdout.on('resize', onResize);
  thread.on('error', (error) => process.stderr.write(`tsunagi: picture: ${error.message}\n`));
  return () => {
    stdout.off('resize', onResize);
    void thread.terminate();
  };
}
