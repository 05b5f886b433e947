/** The files inside a ZIP archive, each as a stream (APPNOTE 6.3, without its 64-bit extension). */

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { TableError } from './table.ts';

export const notExcel = 'Excelファイル(.xlsx)ではありません';
const broken = 'Excelファイルが壊れています';

interface Entry {
  readonly compressed: number;
  readonly method: number;
  readonly headerAt: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;

export class ZipFile {
  readonly #path: string;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** Compressed bytes read of the entry read last, and how many it has: for a bar of progress. */
  read = 0;
  size = 1;

  private constructor(path: string, entries: ReadonlyMap<string, Entry>) {
    this.#path = path;
    this.#entries = entries;
  }

  static async open(path: string): Promise<ZipFile> {
    const file = await open(path);
    try {
      return new ZipFile(path, await directoryOf(file));
    } finally {
      await file.close();
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The contents of an entry. */
  async stream(name: string): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new TableError(`the workbook has no ${name}`, broken);
    if (entry.method !== 0 && entry.method !== 8) {
      throw new TableError(
        `${name} is compressed in a way that is not known`,
        'Excelファイルの圧縮形式を読めません',
      );
    }
    // The local header has lengths of its own; the name's and the extra field's are at 26 and 28.
    const file = await open(this.#path);
    const local = Buffer.alloc(30);
    await file.read(local, 0, 30, entry.headerAt);
    await file.close();
    const start = entry.headerAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    this.read = 0;
    this.size = Math.max(1, entry.compressed);
    const raw = createReadStream(this.#path, { start, end: start + entry.compressed - 1 });
    raw.on('data', (chunk) => {
      this.read += chunk.length;
    });
    if (entry.method === 0) return raw;
    const inflate = createInflateRaw();
    raw.on('error', (error) => inflate.destroy(error));
    inflate.on('close', () => raw.destroy());
    return raw.pipe(inflate);
  }

  async text(name: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.stream(name)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }
}

async function directoryOf(file: FileHandle): Promise<ReadonlyMap<string, Entry>> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, 65_557));
  await file.read(tail, 0, tail.length, size - tail.length);
  let at = tail.length - endBytes;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at--;
  if (at < 0) throw new TableError('this is no Excel workbook (.xlsx)', notExcel);
  const count = tail.readUInt16LE(at + 10);
  const directory = Buffer.alloc(tail.readUInt32LE(at + 12));
  const directoryAt = tail.readUInt32LE(at + 16);
  if (directoryAt === 0xffffffff)
    throw new TableError('the workbook is larger than 4 GB', 'Excelファイルが4GBを超えています');
  await file.read(directory, 0, directory.length, directoryAt);
  const entries = new Map<string, Entry>();
  for (let i = 0, p = 0; i < count; i++) {
    if (directory.readUInt32LE(p) !== entrySignature)
      throw new TableError('the workbook is damaged', broken);
    const nameBytes = directory.readUInt16LE(p + 28);
    const name = directory.toString('utf8', p + 46, p + 46 + nameBytes);
    entries.set(name, {
      method: directory.readUInt16LE(p + 10),
      compressed: directory.readUInt32LE(p + 20),
      headerAt: directory.readUInt32LE(p + 42),
    });
    p += 46 + nameBytes + directory.readUInt16LE(p + 30) + directory.readUInt16LE(p + 32);
  }
  return entries;
}
