/** The machine and the engine: without them a time means nothing. */

import { cpus, totalmem } from 'node:os';

export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
}

export const thisMachine = (): Machine => ({
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
});

export const machineInWords = ({ node, cpu, cores, memoryGiB }: Machine): string =>
  `Node ${node}, ${cores} × ${cpu}, ${memoryGiB} GiB`;
