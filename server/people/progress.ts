/** How far an import is, on one line of a terminal, or a line now and then in a log. */

import type { WriteStream } from 'node:tty';

export interface Progress {
  readonly show: (rows: number, share: number) => void;
  readonly end: () => void;
}

const barWidth = 30;
const terminalEveryMs = 100;
const logEveryMs = 10_000;

export function progressTo(stream: Pick<WriteStream, 'write'> & { isTTY?: boolean }): Progress {
  const startedAt = performance.now();
  const everyMs = stream.isTTY ? terminalEveryMs : logEveryMs;
  let saidAt = startedAt;
  let first: number | undefined;
  let isShown = false;
  return {
    show: (rows, share) => {
      first ??= rows;
      const now = performance.now();
      if (now - saidAt < everyMs) return;
      saidAt = now;
      const rate = Math.round(((rows - first) / (now - startedAt)) * 1000);
      const text = `${rows.toLocaleString('en')} rows, ${rate.toLocaleString('en')} a second`;
      const percent = `${Math.floor(share * 100)} %`.padStart(5);
      if (!stream.isTTY) {
        stream.write(`${percent.trim()}: ${text}\n`);
        return;
      }
      const done = Math.round(share * barWidth);
      stream.write(
        `\r[${'='.repeat(done)}${' '.repeat(barWidth - done)}]${percent}  ${text}\u001b[K`,
      );
      isShown = true;
    },
    end: () => {
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}
