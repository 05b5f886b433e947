/** What callers hear in the comparison with app_queue, as cheap as any busy centre has it. */

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AsteriskPackages } from '../test/asterisk/packages.ts';
import type { AsteriskServer } from '../test/asterisk/server.ts';

/** Class of the music, the same on both sides. */
export const musicClass = 'callers-codec';
const musicFolder = 'moh-ulaw';

/** To be appended to `musiconhold.conf`. */
export const musicConf = `[${musicClass}]\nmode = files\ndirectory = ${musicFolder}\nsort = alpha\n`;

/**
 * The music of the packages in the callers' codec: decoded once here, not for each caller fifty
 * times a second. Cost: one pass of Asterisk over each file.
 */
export async function prepareMusic(
  asterisk: AsteriskServer,
  packages: AsteriskPackages,
): Promise<void> {
  const from = join(packages.share, 'moh');
  const to = join(asterisk.folder, 'share', musicFolder);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => each.endsWith('.gsm'))) {
    const ulaw = join(to, name.replace(/gsm$/, 'ulaw'));
    const said = await asterisk.cli(`file convert ${join(from, name)} ${ulaw}`);
    if (!/Converted/.test(said)) throw new Error(`cannot convert the music ${name}: ${said}`);
  }
  await asterisk.cli('moh reload');
}

export interface MediaSink {
  readonly port: number;
  stop(): Promise<unknown>;
}

/**
 * A port that takes the callers' music as a phone would: without one the kernel answers each of
 * fifteen thousand packets a second with "port unreachable". Nothing is read: what does not fit is
 * dropped, so that the bench does not listen with the processor it measures.
 */
export async function openMediaSink(address: string): Promise<MediaSink> {
  const worker = new Worker(sinkSource, { eval: true, workerData: address });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  // Whoever forgets to stop it is not kept from ending.
  worker.unref();
  return { port, stop: () => worker.terminate() };
}

/** Binds, tells the port, and never comes back to its event loop. */
const sinkSource = `
const { parentPort, workerData } = require('node:worker_threads');
const socket = require('node:dgram').createSocket({ type: 'udp4', recvBufferSize: 4096 });
socket.bind(0, workerData, () => {
  parentPort.postMessage(socket.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;
