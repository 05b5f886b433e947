/** `tsunagi people count`: how many people a segment has, and who of them goes first. */

import { existsSync, readFileSync } from 'node:fs';
import { readSegments, type Segment } from '../../config/segment.ts';
import { exitCodes } from './exit-codes.ts';
import { type StoreOptions, tellFaults, UsageError, withStore } from './people.ts';

export interface PeopleCountOptions extends StoreOptions {
  readonly segments: string;
  readonly show?: string;
  readonly json?: boolean;
}

export async function peopleCount(id: string, options: PeopleCountOptions): Promise<void> {
  await tellFaults(async () => {
    const segment = segmentOf(id, options.segments);
    if (segment === undefined) return;
    const limit = Number(options.show ?? 0);
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new UsageError(`--show is a number of people, not "${options.show}"`);
    }
    await withStore(options, async (store) => {
      const { segments } = await store.tenant(options.tenant);
      const startedAt = performance.now();
      const people = await segments.count(segment);
      const tookMs = Math.round(performance.now() - startedAt);
      const first = limit === 0 ? [] : await segments.first(segment, limit);
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ segment: id, people, tookMs, first })}\n`);
        return;
      }
      process.stdout.write(`${people.toLocaleString('en')} people (${tookMs} ms)\n`);
      for (const each of first) process.stdout.write(`${each.score}\t${each.id}\t${each.name}\n`);
    });
  });
}

/** Undefined after telling what is wrong with the file. */
function segmentOf(id: string, path: string): Segment | undefined {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  const read = readSegments(readFileSync(path, 'utf8'));
  if ('faults' in read) {
    for (const fault of read.faults) process.stderr.write(`${path}: ${fault}\n`);
    process.exitCode = exitCodes.failed;
    return undefined;
  }
  const segment = read.segments.get(id);
  if (segment === undefined) {
    const known = [...read.segments.keys()].join(', ');
    throw new UsageError(`there is no segment ${id} in ${path}; there are ${known || 'none'}`);
  }
  return segment;
}
