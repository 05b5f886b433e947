/** The command line of `tsunagi evidence`. */

import type { Command } from 'commander';
import type { EvidenceOptions, SealOptions } from './evidence.ts';
import { languageOption } from './language.ts';
import { storeOptions } from './store-options.ts';

const commands = () => import('./evidence.ts');

/** Adds the command to the program. */
export function addEvidenceCommand(program: Command): void {
  const evidence = program
    .command('evidence')
    .description('every attempt to a number: why it was allowed, by which rules, what came of it')
    .addHelpText(
      'after',
      `
Examples:
  $ tsunagi evidence --number +81312345678 --date 2026-11-26 --config /etc/tsunagi
  $ tsunagi evidence --number +81312345678 --replay --export case-4711.json --by tanaka
  $ tsunagi evidence verify --config /etc/tsunagi`,
    );
  storeOptions(evidence.command('of', { isDefault: true, hidden: true }))
    .description('the same as without `of`')
    .option('-n, --number <number>', 'the number called, +81…')
    .option('--date <day>', 'of this day')
    .option('--from <day>', 'from this day on')
    .option('--until <day>', 'up to this day, and with it')
    .option('--zone <zone>', 'of the days, and of times shown', 'Asia/Tokyo')
    .option('--export <file>', 'also write it for a regulator, with digests and seals')
    .option('--by <name>', 'who exports it', process.env.USER ?? 'not told')
    .option('--replay', 'decide each again by the packs of its day; exit code 1 when one differs')
    .option('--json', 'print the answer as JSON')
    .addOption(languageOption())
    .action(async (options: EvidenceOptions) => (await commands()).evidenceCommand(options));
  storeOptions(evidence.command('verify'))
    .description('check every row and seal; exit code 1 when something was changed')
    .option('--json', 'print the answer as JSON')
    .action(async (options: SealOptions) => (await commands()).evidenceVerify(options));
  storeOptions(evidence.command('seal'))
    .description('seal every day that is over; keep the newest seal somewhere else')
    .option('--json', 'print the answer as JSON')
    .action(async (options: SealOptions) => (await commands()).evidenceSeal(options));
}
