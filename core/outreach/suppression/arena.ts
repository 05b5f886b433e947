/**
 * Memory of a set of numbers: one shared buffer, cut into blocks of a few dozen sizes with a list
 * of free ones for each. All of it, the state of the allocator too, lies in the buffer, so that
 * another thread needs nothing but the buffer to read, and a file of its bytes is the set.
 *
 * One thread writes. Others may read at any time: a write makes `SEQ` odd while it lasts (a
 * seqlock, Lameter 2005), and who has read while it changed reads again.
 */

import { assert } from '../../routing/assert.ts';

/** Words of the header. */
export const SEQ = 0;
/** 1 once the set lives on in a larger buffer; `SEQ` of this one is odd for ever. */
export const MOVED = 1;
/** Numbers in the set. */
export const COUNT = 2;
/** First word that no block has. */
const TOP = 3;
/** Pages in use, the word their table begins at, and its entries less one. */
export const PAGES = 4;
export const TABLE = 5;
export const TABLE_MASK = 6;
/** Says that this is a set, and of which layout. */
const MAGIC = 7;
/** Words of the free blocks. */
const FREED = 8;
const FREE = 16;
const HEADER_WORDS = 64;

const LAYOUT = 0x7e1f0001;

/** Bytes of a block, by size class: steps of a third to a half, then powers of two. */
const SIZES = [
  16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1_024, 1_280, 1_536, 2_048, 3_072, 4_096, 6_144,
  8_192,
];
for (let bytes = 16_384; SIZES.length < HEADER_WORDS - FREE; bytes *= 2) SIZES.push(bytes);

/** The class whose blocks hold 8 KiB: a bit for each of 65,536 numbers. */
export const BITS_CLASS = SIZES.indexOf(8_192);

/** The class that holds so many sixteens of bytes. */
const CLASS_OF_16 = new Uint8Array(8_192 / 16 + 1);
for (let i = 0; i < CLASS_OF_16.length; i++) {
  CLASS_OF_16[i] = SIZES.findIndex((bytes) => bytes >= i * 16);
}

/** The smallest class whose blocks hold so many bytes. */
export function classFor(bytes: number): number {
  if (bytes <= 8_192) return CLASS_OF_16[(bytes + 15) >>> 4];
  const found = SIZES.findIndex((size) => size >= bytes);
  assert(found >= 0, 'a block of that size exists');
  return found;
}

/** Words of a block of this class. */
export const wordsOf = (sizeClass: number): number => SIZES[sizeClass] / 4;

/** Smallest buffer: the first number needs no other. */
const BYTES_MIN = 32_768;
/** Largest buffer: word numbers stay small integers. */
const BYTES_MAX = 2 ** 32;

/** The buffer of a set with its views, and the blocks in it. */
export class Arena {
  words: Int32Array;
  halves: Uint16Array;
  readonly #renew: ((moved: SharedArrayBuffer) => SharedArrayBuffer) | undefined;
  readonly #onMoved: ((buffer: SharedArrayBuffer) => void)[] = [];

  private constructor(
    buffer: SharedArrayBuffer,
    renew?: (moved: SharedArrayBuffer) => SharedArrayBuffer,
  ) {
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.#renew = renew;
  }

  /** An empty one. What is not used of its bytes costs address space, no memory. */
  static create(bytes = BYTES_MIN): Arena {
    assert(bytes <= BYTES_MAX, 'a set takes at most 4 GiB');
    const rounded = Math.ceil(Math.max(bytes, BYTES_MIN) / 16) * 16;
    const arena = new Arena(new SharedArrayBuffer(rounded));
    arena.words[MAGIC] = LAYOUT;
    arena.words[TOP] = HEADER_WORDS;
    return arena;
  }

  /**
   * Over the buffer of another thread, or bytes read from a file. `renew` gives the buffer a set
   * has moved to; without it a set that has moved cannot be read further. Throws when the bytes
   * are no set.
   */
  static over(
    buffer: SharedArrayBuffer,
    renew?: (moved: SharedArrayBuffer) => SharedArrayBuffer,
  ): Arena {
    const arena = new Arena(buffer, renew);
    const top = arena.words[TOP];
    assert(arena.words[MAGIC] === LAYOUT, 'the buffer holds a set of this layout');
    assert(top >= HEADER_WORDS && top <= arena.words.length, 'the blocks lie in the buffer');
    return arena;
  }

  get buffer(): SharedArrayBuffer {
    return this.words.buffer as SharedArrayBuffer;
  }

  /** Bytes in use from the beginning of the buffer. */
  get bytes(): number {
    return this.words[TOP] * 4;
  }

  /** The same without free blocks. */
  get bytesLive(): number {
    return (this.words[TOP] - this.words[FREED]) * 4;
  }

  /** The buffer once told as moved to another; call when `MOVED` is read. */
  follow(): void {
    assert(this.#renew !== undefined, 'a reader of a growing set is told where it moves');
    const buffer = this.#renew(this.buffer);
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
  }

  /** Told the new buffer each time the set outgrows the old one, before readers see it has. */
  onMoved(tell: (buffer: SharedArrayBuffer) => void): void {
    this.#onMoved.push(tell);
  }

  /** Whether so many more words fit. */
  fits(words: number): boolean {
    return this.words[TOP] + words <= this.words.length;
  }

  /** Takes over the buffer of another arena that holds the same numbers; readers follow. */
  moveTo(other: Arena): void {
    const old = this.words;
    // Even, as no write is under way; and another than before, for who reads across the move.
    other.words[SEQ] = old[SEQ] + 2;
    this.words = other.words;
    this.halves = other.halves;
    for (const tell of this.#onMoved) tell(this.buffer);
    Atomics.store(old, MOVED, 1);
    Atomics.add(old, SEQ, 1);
  }

  /** The first word of a block of zeros. Room must have been reserved. */
  take(sizeClass: number): number {
    const words = this.words;
    const free = words[FREE + sizeClass];
    const size = wordsOf(sizeClass);
    if (free === 0) {
      const block = words[TOP];
      assert(block + size <= words.length, 'room was reserved');
      words[TOP] = block + size;
      return block;
    }
    words[FREE + sizeClass] = words[free];
    words[FREED] -= size;
    words.fill(0, free, free + size);
    return free;
  }

  /** Gives a block back. */
  give(block: number, sizeClass: number): void {
    this.words[block] = this.words[FREE + sizeClass];
    this.words[FREE + sizeClass] = block;
    this.words[FREED] += wordsOf(sizeClass);
  }
}
