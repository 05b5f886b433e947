/** In which encoding a text file is, by reading all of it. */

import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';

export interface EncodingFound {
  /** As TextDecoder calls it. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'euc-jp';
  readonly label: string;
}

const labels: Readonly<Record<EncodingFound['encoding'], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  shift_jis: 'Shift_JIS',
  'euc-jp': 'EUC-JP',
};

/**
 * UTF-8 when every byte agrees with it, with or without a mark of byte order; UTF-16 by its mark;
 * else Shift_JIS or EUC-JP, whichever the file is without a fault, Shift_JIS first. Undefined when
 * it is none of these.
 */
export async function encodingOf(path: string): Promise<EncodingFound | undefined> {
  let candidates = (['utf-8', 'shift_jis', 'euc-jp'] as const).map((encoding) => ({
    encoding,
    decoder: new TextDecoder(encoding, { fatal: true }),
  }));
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    if (first && bytes[0] === 0xff && bytes[1] === 0xfe) return found('utf-16le');
    if (first && bytes[0] === 0xfe && bytes[1] === 0xff) return found('utf-16be');
    first = false;
    candidates = candidates.filter(({ decoder }) => decodes(decoder, bytes));
    if (candidates.length === 0) return undefined;
  }
  const [best] = candidates.filter(({ decoder }) => decodes(decoder));
  return best && found(best.encoding);
}

const found = (encoding: EncodingFound['encoding']): EncodingFound => ({
  encoding,
  label: labels[encoding],
});

function decodes(decoder: TextDecoder, bytes?: Uint8Array): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined });
    return true;
  } catch {
    return false;
  }
}
