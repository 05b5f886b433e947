/**
 * Asks for a password: unseen in a terminal and twice, else as the first line of standard input.
 */

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './people.ts';

/** Rejects with a `UsageError` for none, and for two that differ. */
export async function askPassword(): Promise<string> {
  const first = process.stdin.isTTY ? await askUnseen('Password: ') : await readLine();
  if (first === '') throw new UsageError('no password was given');
  if (process.stdin.isTTY && (await askUnseen('Once more: ')) !== first) {
    throw new UsageError('the two are not the same');
  }
  return first;
}

async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  // What is typed is echoed into nothing.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  lines.once('SIGINT', () => process.exit(130));
  const answer = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return answer;
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  return '';
}
