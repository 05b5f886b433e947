/**
 * What a command prints, caught in place of being shown. Asked for in each test; ends with its
 * mocks.
 */

import { vi } from 'vitest';

export interface Printed {
  out: string;
  err: string;
}

/** From here on, until `vi.restoreAllMocks`. */
export function catchPrinted(): Printed {
  const printed = { out: '', err: '' };
  for (const [stream, name] of [
    [process.stdout, 'out'],
    [process.stderr, 'err'],
  ] as const) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed[name] += text;
      return true;
    });
  }
  return printed;
}
