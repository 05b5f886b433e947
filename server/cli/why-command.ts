/** The command line of `tsunagi why`. */

import type { Command } from 'commander';
import { languageOption } from './language.ts';
import { storeOptions } from './store-options.ts';
import type { WhyOptions } from './why.ts';

/** Adds the command to the program. */
export function addWhyCommand(program: Command): void {
  storeOptions(program.command('why'))
    .description('say why a campaign is not dialling, with counts by reason, or a person is not')
    .argument('[code]', 'of a campaign; default: every one of the tenant')
    .option('-p, --person <id>', 'why this person is not dialled; needs --config')
    .option('-n, --number <number>', 'the same of everybody with this number, +81…')
    .option('--json', 'print the answer as JSON')
    .addOption(languageOption())
    .addHelpText(
      'after',
      `
Examples:
  $ tsunagi why --config /etc/tsunagi
  $ tsunagi why spring-tea --number +81312345678 --config /etc/tsunagi --lang ja`,
    )
    .action(async (code: string | undefined, options: WhyOptions) =>
      (await import('./why.ts')).whyCommand(code, options),
    );
}
