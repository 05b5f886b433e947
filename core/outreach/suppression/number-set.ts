/**
 * A set of telephone numbers that holds a national registry in memory: a page for each ten million
 * numbers (E.164 ÷ 10⁷: an area code of North America, a prefix elsewhere), each page cut into
 * chunks. 250 million numbers of the United States take 0.4 GiB, a look-up well under a
 * microsecond. Any number up to fifteen digits fits; so do the ids of people.
 */

import { assert } from '../../routing/assert.ts';
import { Arena, COUNT, classFor, MOVED, PAGES, SEQ, TABLE, TABLE_MASK, wordsOf } from './arena.ts';
import { chunkAdd, chunkCopy, chunkCount, chunkDelete, chunkEach, chunkHas } from './chunk.ts';

const PAGE_NUMBERS = 10_000_000;
const CHUNKS = Math.ceil(PAGE_NUMBERS / 65_536);
const PAGE_CLASS = classFor(CHUNKS * 8);
const NUMBER_MAX = 999_999_999_999_999;

/** Entries of an empty table of pages, two words each: key and one, word of the page. */
const TABLE_ENTRIES = 64;
/** Room a write may need: two blocks of bits, a page, and what the allocator rounds. */
const WRITE_WORDS = 2 * 2_048 + wordsOf(PAGE_CLASS) + 16;

/** Smaller sets double, larger ones grow by a quarter. */
const GROWTH_BYTES = 64 << 20;

/** A reader that finds a write under way so often has met a writer that died in the middle. */
const TRIES_MAX = 100_000_000;

/** How a set that other threads read tells where it has moved. */
export interface SetSharing {
  /** The buffer the set of this buffer has moved to, as its writer told. */
  renew(moved: SharedArrayBuffer): SharedArrayBuffer;
}

/** A set of numbers. One thread may write, any number may read. */
export class NumberSet {
  readonly #arena: Arena;

  private constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** An empty set, with room for so many bytes before it has to move. */
  static empty(bytes?: number): NumberSet {
    return NumberSet.#sized(bytes, TABLE_ENTRIES);
  }

  static #sized(bytes: number | undefined, entries: number): NumberSet {
    const arena = Arena.create(bytes);
    const sizeClass = classFor(entries * 8);
    arena.words[TABLE] = arena.take(sizeClass);
    arena.words[TABLE_MASK] = entries - 1;
    return new NumberSet(arena);
  }

  /**
   * The set in a buffer: read from a file, or given by the thread that writes it. Throws when the
   * bytes are no set.
   */
  static over(buffer: SharedArrayBuffer, sharing?: SetSharing): NumberSet {
    return new NumberSet(Arena.over(buffer, sharing && ((moved) => sharing.renew(moved))));
  }

  /** For other threads, by message. The set may move: see `onMoved`. */
  get buffer(): SharedArrayBuffer {
    return this.#arena.buffer;
  }

  /** Bytes of the buffer in use: what a file of the set holds. */
  get bytes(): number {
    return this.#arena.bytes;
  }

  /** Numbers in the set. */
  get size(): number {
    return this.#arena.words[COUNT];
  }

  /**
   * `tell` is called with the new buffer before readers find that the set has moved: post it to
   * them, and let `renew` take the post.
   */
  onMoved(tell: (buffer: SharedArrayBuffer) => void): void {
    this.#arena.onMoved(tell);
  }

  /** Hot path: whether the number is in the set. Cost: O(1), a handful of cache lines. */
  has(n: number): boolean {
    const arena = this.#arena;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const words = arena.words;
      const before = Atomics.load(words, SEQ);
      if ((before & 1) === 1) {
        if (Atomics.load(words, MOVED) === 1) arena.follow();
        continue;
      }
      const found = this.#read(words, arena.halves, n);
      // An addition of nothing orders every read before it, which a load alone would not.
      if (Atomics.add(words, SEQ, 0) === before) return found;
    }
    assert(false, 'a write to a set of numbers ends');
  }

  #read(words: Int32Array, halves: Uint16Array, n: number): boolean {
    const key = Math.floor(n / PAGE_NUMBERS);
    const page = pageOf(words, key);
    if (page === 0) return false;
    const rest = n - key * PAGE_NUMBERS;
    return chunkHas(words, halves, page + (rest >>> 16) * 2, rest & 0xffff);
  }

  /**
   * Adds a number; false when it was there. Cost: O(1), up to 2 µs in a full chunk that is no
   * bits yet. Throws for what is no number.
   */
  add(n: number): boolean {
    assert(isNumber(n), 'a number of one to fifteen digits is added');
    const arena = this.#arena;
    this.#reserve(WRITE_WORDS + 4 * (arena.words[TABLE_MASK] + 1));
    const { words } = arena;
    Atomics.add(words, SEQ, 1);
    const key = Math.floor(n / PAGE_NUMBERS);
    const page = pageOf(words, key) || this.#addPage(key);
    const rest = n - key * PAGE_NUMBERS;
    const isNew = chunkAdd(arena, page + (rest >>> 16) * 2, rest & 0xffff);
    if (isNew) words[COUNT]++;
    Atomics.add(words, SEQ, 1);
    return isNew;
  }

  /** Takes a number out; false when it was not there. Cost: as `add`. */
  delete(n: number): boolean {
    if (!isNumber(n)) return false;
    const arena = this.#arena;
    this.#reserve(WRITE_WORDS);
    const { words } = arena;
    const key = Math.floor(n / PAGE_NUMBERS);
    const page = pageOf(words, key);
    if (page === 0) return false;
    Atomics.add(words, SEQ, 1);
    const rest = n - key * PAGE_NUMBERS;
    const wasThere = chunkDelete(arena, page + (rest >>> 16) * 2, rest & 0xffff);
    if (wasThere) words[COUNT]--;
    Atomics.add(words, SEQ, 1);
    return wasThere;
  }

  /** Calls `visit` for every number, rising. In the writer's thread only. Cost: O(numbers). */
  forEach(visit: (n: number) => void): void {
    const { words, halves } = this.#arena;
    for (const [key, page] of pagesOf(words)) {
      for (let chunk = 0; chunk < CHUNKS; chunk++) {
        const at = page + chunk * 2;
        if (words[at] === 0) continue;
        const first = key * PAGE_NUMBERS + chunk * 65_536;
        chunkEach(words, halves, at, (low) => visit(first + low));
      }
    }
  }

  /**
   * The same numbers in as few bytes as can be; equal sets become equal bytes, whatever their
   * past. In the writer's thread only. Allocates: a buffer of those bytes and `spare` more.
   */
  compact(spare = 0): NumberSet {
    const from = this.#arena;
    const pages = pagesOf(from.words).filter(([, page]) => !isEmptyPage(from.words, page));
    let entries = TABLE_ENTRIES;
    while (isFull(pages.length, entries)) entries *= 2;
    const into = NumberSet.#sized(from.bytesLive + spare, entries);
    for (const [key, page] of pages) {
      const copy = into.#addPage(key);
      for (let chunk = 0; chunk < CHUNKS; chunk++) {
        const at = page + chunk * 2;
        if (chunkCount(from.words, at) > 0) chunkCopy(from, at, into.#arena, copy + chunk * 2);
      }
    }
    into.#arena.words[COUNT] = this.size;
    return into;
  }

  /**
   * Makes room, so that nothing moves in the middle of a write. A set that moves becomes compact
   * on the way: blocks outgrown never take more than the room a set is given to grow in.
   */
  #reserve(words: number): void {
    const arena = this.#arena;
    if (arena.fits(words)) return;
    const { bytesLive } = arena;
    const growth = bytesLive < GROWTH_BYTES ? bytesLive : bytesLive / 4;
    arena.moveTo(this.compact(growth + words * 4).#arena);
  }

  /** A new page in the table. */
  #addPage(key: number): number {
    const arena = this.#arena;
    const { words } = arena;
    if (isFull(words[PAGES] + 1, words[TABLE_MASK] + 1)) growTable(arena);
    const page = arena.take(PAGE_CLASS);
    enter(words, key, page);
    words[PAGES]++;
    return page;
  }
}

const isNumber = (n: number): boolean => Number.isSafeInteger(n) && n > 0 && n <= NUMBER_MAX;

/** Whether so many pages are more than two thirds of the entries. */
const isFull = (pages: number, entries: number): boolean => pages * 3 > entries * 2;

function isEmptyPage(words: Int32Array, page: number): boolean {
  for (let at = page; at < page + CHUNKS * 2; at += 2) if (words[at] !== 0) return false;
  return true;
}

const slotOf = (key: number, mask: number): number => (Math.imul(key, 0x9e3779b1) >>> 7) & mask;

/** Hot path: the first word of a page, or 0. Ends even when a writer is changing the table. */
function pageOf(words: Int32Array, key: number): number {
  const table = words[TABLE];
  const mask = words[TABLE_MASK];
  for (let i = slotOf(key, mask), left = mask; left >= 0; i = (i + 1) & mask, left--) {
    const found = words[table + i * 2];
    if (found === key + 1) return words[table + i * 2 + 1];
    if (found === 0) return 0;
  }
  return 0;
}

function enter(words: Int32Array, key: number, page: number): void {
  const table = words[TABLE];
  const mask = words[TABLE_MASK];
  let i = slotOf(key, mask);
  while (words[table + i * 2] !== 0) i = (i + 1) & mask;
  words[table + i * 2] = key + 1;
  words[table + i * 2 + 1] = page;
}

function growTable(arena: Arena): void {
  const { words } = arena;
  const old = pagesOf(words);
  const oldTable = words[TABLE];
  const entries = words[TABLE_MASK] + 1;
  words[TABLE] = arena.take(classFor(entries * 16));
  words[TABLE_MASK] = entries * 2 - 1;
  for (const [key, page] of old) enter(words, key, page);
  arena.give(oldTable, classFor(entries * 8));
}

/** Every page by rising key. */
function pagesOf(words: Int32Array): (readonly [key: number, page: number])[] {
  const pages: [number, number][] = [];
  const table = words[TABLE];
  for (let i = 0; i <= words[TABLE_MASK]; i++) {
    const key = words[table + i * 2] - 1;
    if (key >= 0) pages.push([key, words[table + i * 2 + 1]]);
  }
  return pages.sort((a, b) => a[0] - b[0]);
}
