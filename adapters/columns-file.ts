/**
 * A file of columns of numbers, as they lie in memory: large state is written and read at the speed
 * of the disk. Each column carries a checksum; a file is replaced as a whole or not at all.
 *
 * Eight bytes of signature, length and CRC-32 of a header of JSON, the header, then each column at
 * a multiple of 64 bytes. Numbers are little-endian, as on every machine Node.js runs on today.
 */

import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

const SIGNATURE = 'TSUCOLS1';
const ALIGN = 64;
/** One call of the system takes less than 2 GiB. */
const PIECE = 1 << 28;
const HEADER_MAX = 1 << 26;

/** A file that cannot be what it should be. The message says which and why. */
export class ColumnsError extends Error {
  override name = 'ColumnsError';
}

const header = z.object({
  kind: z.string(),
  about: z.unknown(),
  columns: z.array(
    z.object({
      name: z.string(),
      bytes: z.int().nonnegative(),
      crc: z.int().nonnegative(),
    }),
  ),
});

/** What a file holds: of which kind, what there is to say about it, and the columns by name. */
export interface Columns {
  readonly kind: string;
  readonly about: unknown;
  readonly columns: ReadonlyMap<string, ArrayBufferView>;
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const aligned = (at: number): number => Math.ceil(at / ALIGN) * ALIGN;

/** Writes a file so that a crash leaves the old one or the new one. Blocks while it writes. */
export function writeColumns(path: string, { kind, about, columns }: Columns): void {
  const entries = [...columns].map(([name, view]) => ({ name, bytes: bytesOf(view) }));
  const text = JSON.stringify({
    kind,
    about,
    columns: entries.map(({ name, bytes }) => ({
      name,
      bytes: bytes.length,
      crc: crc32(bytes),
    })),
  });
  const json = Buffer.from(text);
  const head = Buffer.alloc(16);
  head.write(SIGNATURE, 'latin1');
  head.writeUInt32LE(json.length, 8);
  head.writeUInt32LE(crc32(json), 12);
  const part = `${path}.part`;
  const file = openSync(part, 'w', 0o600);
  try {
    writeAll(file, head, 0);
    writeAll(file, json, head.length);
    let at = head.length + json.length;
    for (const { bytes } of entries) {
      at = aligned(at);
      writeAll(file, bytes, at);
      at += bytes.length;
    }
    fsyncSync(file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  syncFolder(dirname(path));
}

/** Makes names in a folder as durable as the files. */
export function syncFolder(folder: string): void {
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let from = 0; from < bytes.length; ) {
    from += writeSync(file, bytes, from, Math.min(PIECE, bytes.length - from), at + from);
  }
}

/** Makes the memory a column is read into, of this many bytes at least. */
export type RoomFor = (name: string, bytes: number) => ArrayBufferLike;

/**
 * Reads a file and checks every byte of it. Throws a `ColumnsError` when it is not whole or not of
 * this kind. Allocates: the columns, by `roomFor`.
 */
export function readColumns(
  path: string,
  kind: string,
  roomFor: RoomFor = (_, bytes) => new ArrayBuffer(bytes),
): { readonly about: unknown; readonly columns: ReadonlyMap<string, Uint8Array> } {
  const file = openSync(path, 'r');
  const trouble = (why: string): ColumnsError => new ColumnsError(`${path}: ${why}`);
  try {
    const head = Buffer.alloc(16);
    readAll(file, head, 0);
    if (head.toString('latin1', 0, 8) !== SIGNATURE) throw trouble('is no file of columns');
    const length = head.readUInt32LE(8);
    if (length > HEADER_MAX) throw trouble('its header is damaged');
    const json = Buffer.alloc(length);
    readAll(file, json, head.length);
    if (crc32(json) !== head.readUInt32LE(12)) throw trouble('its header is damaged');
    const parsed = header.safeParse(JSON.parse(json.toString()));
    if (!parsed.success || parsed.data.kind !== kind) throw trouble(`holds no ${kind}`);
    const found = parsed.data;
    const columns = new Map<string, Uint8Array>();
    let at = head.length + length;
    for (const { name, bytes, crc } of found.columns) {
      at = aligned(at);
      const column = new Uint8Array(roomFor(name, bytes), 0, bytes);
      readAll(file, column, at);
      if (crc32(column) !== crc) throw trouble(`its column ${name} is damaged`);
      columns.set(name, column);
      at += bytes;
    }
    return { about: found.about, columns };
  } finally {
    closeSync(file);
  }

  function readAll(from: number, bytes: Uint8Array, at: number): void {
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(from, bytes, done, Math.min(PIECE, bytes.length - done), at + done);
      if (read === 0) throw trouble('ends too early');
      done += read;
    }
  }
}
