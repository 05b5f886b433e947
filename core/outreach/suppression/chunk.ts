/**
 * A chunk: which of 65,536 numbers are in a set. Few lie as a sorted array of their low halves;
 * from 3,072 on a bit for each takes less. (Two of the containers of Roaring bitmaps, Lemire and
 * others 2016, in blocks of the arena.) A chunk is described by two words: where its block is, and
 * size class and count together; no block, no numbers.
 */

import { type Arena, BITS_CLASS, classFor } from './arena.ts';

const COUNT_BITS = 20;
const COUNT_MASK = (1 << COUNT_BITS) - 1;

/** A block shrinks when what is left would fit three classes lower, so that none flaps. */
const CLASSES_TO_SHRINK = 3;

/** Numbers in the chunk described at this word. */
export const chunkCount = (words: Int32Array, at: number): number => words[at + 1] & COUNT_MASK;

const classOf = (words: Int32Array, at: number): number => words[at + 1] >>> COUNT_BITS;

/** Hot path: whether the chunk has this number. Cost: a bit, or a search among 3,072 at most. */
export function chunkHas(words: Int32Array, halves: Uint16Array, at: number, low: number): boolean {
  const block = words[at];
  if (block === 0) return false;
  if (classOf(words, at) === BITS_CLASS) {
    return ((words[block + (low >>> 5)] >>> (low & 31)) & 1) === 1;
  }
  const count = chunkCount(words, at);
  const place = placeOf(halves, block * 2, count, low);
  return place < count && halves[block * 2 + place] === low;
}

/** The class of the smallest block for so many numbers. */
const chunkClass = (count: number): number => classFor(Math.min(count * 2, 8_192));

/** How many of the sorted ones are smaller. */
function placeOf(halves: Uint16Array, first: number, count: number, low: number): number {
  let from = 0;
  let until = count;
  while (from < until) {
    const middle = (from + until) >>> 1;
    if (halves[first + middle] < low) from = middle + 1;
    else until = middle;
  }
  return from;
}

/** Adds a number; false when it was there. Room for two blocks must have been reserved. */
export function chunkAdd(arena: Arena, at: number, low: number): boolean {
  const { words, halves } = arena;
  if (words[at] === 0) describe(words, at, arena.take(0), 0, 0);
  if (classOf(words, at) === BITS_CLASS) {
    const word = words[at] + (low >>> 5);
    const bit = 1 << (low & 31);
    if ((words[word] & bit) !== 0) return false;
    words[word] |= bit;
    words[at + 1]++;
    return true;
  }
  const count = chunkCount(words, at);
  const place = placeOf(halves, words[at] * 2, count, low);
  if (place < count && halves[words[at] * 2 + place] === low) return false;
  const sizeClass = chunkClass(count + 1);
  if (sizeClass > classOf(words, at)) {
    resize(arena, at, sizeClass);
    if (sizeClass === BITS_CLASS) return chunkAdd(arena, at, low);
  }
  const first = words[at] * 2;
  // Sorted files append, and of shared memory the engine moves one byte after the other.
  if (place < count) halves.copyWithin(first + place + 1, first + place, first + count);
  halves[first + place] = low;
  words[at + 1]++;
  return true;
}

/** Takes a number out; false when it was not there. Room for one block must have been reserved. */
export function chunkDelete(arena: Arena, at: number, low: number): boolean {
  const { words, halves } = arena;
  if (!chunkHas(words, halves, at, low)) return false;
  const count = chunkCount(words, at);
  if (classOf(words, at) === BITS_CLASS) {
    words[words[at] + (low >>> 5)] &= ~(1 << (low & 31));
  } else {
    const first = words[at] * 2;
    const place = placeOf(halves, first, count, low);
    halves.copyWithin(first + place, first + place + 1, first + count);
  }
  words[at + 1]--;
  if (count === 1) {
    arena.give(words[at], classOf(words, at));
    describe(words, at, 0, 0, 0);
    return true;
  }
  const sizeClass = chunkClass(count - 1);
  if (sizeClass + CLASSES_TO_SHRINK <= classOf(words, at)) resize(arena, at, sizeClass);
  return true;
}

/** Calls `visit` for each number of the chunk, rising. */
export function chunkEach(
  words: Int32Array,
  halves: Uint16Array,
  at: number,
  visit: (low: number) => void,
): void {
  const block = words[at];
  const count = chunkCount(words, at);
  if (classOf(words, at) !== BITS_CLASS) {
    for (let i = 0; i < count; i++) visit(halves[block * 2 + i]);
    return;
  }
  for (let word = 0; word < 2_048; word++) {
    for (let bits = words[block + word]; bits !== 0; bits &= bits - 1) {
      visit(word * 32 + 31 - Math.clz32(bits & -bits));
    }
  }
}

/** Copies a chunk into another arena, in the smallest block that holds it. */
export function chunkCopy(from: Arena, at: number, into: Arena, intoAt: number): void {
  const count = chunkCount(from.words, at);
  const sizeClass = chunkClass(count);
  const block = into.take(sizeClass);
  describe(into.words, intoAt, block, sizeClass, count);
  fill(from, from.words[at], classOf(from.words, at), count, into, block, sizeClass);
}

function resize(arena: Arena, at: number, sizeClass: number): void {
  const { words } = arena;
  const block = arena.take(sizeClass);
  const old = words[at];
  const oldClass = classOf(words, at);
  const count = chunkCount(words, at);
  fill(arena, old, oldClass, count, arena, block, sizeClass);
  describe(words, at, block, sizeClass, count);
  arena.give(old, oldClass);
}

/** Fills a block of zeros with the numbers of another, whichever form each has. */
function fill(
  from: Arena,
  old: number,
  oldClass: number,
  count: number,
  into: Arena,
  block: number,
  sizeClass: number,
): void {
  if (oldClass === BITS_CLASS && sizeClass === BITS_CLASS) {
    into.words.set(from.words.subarray(old, old + 2_048), block);
    return;
  }
  if (oldClass === BITS_CLASS) {
    let next = block * 2;
    for (let word = 0; word < 2_048; word++) {
      for (let bits = from.words[old + word]; bits !== 0; bits &= bits - 1) {
        into.halves[next++] = word * 32 + 31 - Math.clz32(bits & -bits);
      }
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const low = from.halves[old * 2 + i];
    if (sizeClass === BITS_CLASS) into.words[block + (low >>> 5)] |= 1 << (low & 31);
    else into.halves[block * 2 + i] = low;
  }
}

function describe(
  words: Int32Array,
  at: number,
  block: number,
  sizeClass: number,
  count: number,
): void {
  words[at] = block;
  words[at + 1] = (sizeClass << COUNT_BITS) | count;
}
