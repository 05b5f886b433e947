/** In which language a command speaks. */

import { Option } from 'commander';
import type { Language } from '../may-dial-text.ts';

/** `--lang`; without it the language of the terminal. */
export const languageOption = (): Option =>
  new Option('--lang <language>', 'of sentences; default: that of LANG').choices(['en', 'ja']);

/** Japanese where it is asked for, or the terminal is Japanese; else English. */
export function languageOf(asked: string | undefined, env = process.env): Language {
  const said = asked ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return said.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
