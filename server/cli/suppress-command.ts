/** The command line of `tsunagi suppress`. */

import { type Command, Option } from 'commander';

import { importModes, lineFormats } from '../../adapters/suppression/registry-lines.ts';
import { writtenIn } from '../../adapters/suppression/written-number.ts';
import type { ChangeOptions, ImportOptions, NumberOptions, SuppressOptions } from './suppress.ts';

const dir = () =>
  new Option('-d, --dir <dir>', 'folder of the lists')
    .env('TSUNAGI_SUPPRESSION')
    .default('suppression', './suppression');
const country = () =>
  new Option(
    '--country <code>',
    `how numbers without a plus are written: ${Object.keys(writtenIn).join(', ')}`,
  );
const json = () => new Option('--json', 'print the answer as JSON');

/** What carries the commands out: loaded when one of them is run. */
const suppressing = () => import('./suppress.ts');

/** Adds the command to the program. */
export function addSuppressCommand(program: Command): void {
  const suppress = program
    .command('suppress')
    .description('keep the lists of those who must not be called')
    .addHelpText(
      'after',
      `
Lists: registry/NAME, wide, people (ids), client/NAME, product/CLIENT/NAME

Examples:
  $ tsunagi suppress import registry/us-national 2026-11-20_*.txt --format ftc --drawn 2026-11-20
  $ tsunagi suppress import registry/us-national changes.txt --format ftc --mode changes --drawn 2026-11-27
  $ tsunagi suppress add client/acme 03-1234-5678 --country JP --why "asked by phone, call 4711"
  $ tsunagi suppress check +81312345678`,
    );
  for (const what of ['add', 'remove'] as const) {
    suppress
      .command(what)
      .description(
        what === 'add'
          ? 'add numbers to a list: in force at the next look-up, kept through power loss'
          : 'remove numbers from a list',
      )
      .argument('<list>', 'such as wide or client/acme')
      .argument('<number...>', 'telephone numbers; ids for the list people')
      .addOption(country())
      .option('--by <name>', 'who has it done', process.env.USER ?? 'not told')
      .option('--why <text>', 'kept with the change', 'by command')
      .addOption(dir())
      .addOption(json())
      .action(async (list: string, numbers: string[], options: ChangeOptions) =>
        (await suppressing()).suppressChange(what, list, numbers, options),
      );
  }
  suppress
    .command('import')
    .description('read files of a registry into a list; goes on where it was interrupted')
    .argument('<list>', 'such as registry/us-national')
    .argument('<file...>', 'text, or .gz of it')
    .addOption(
      new Option('-f, --format <format>', 'a number a line; area code and number; table')
        .choices(lineFormats)
        .default('plain'),
    )
    .addOption(
      new Option(
        '-m, --mode <mode>',
        'the whole list; numbers to add or to remove; lines that say which. Registries: full, others: add',
      ).choices(importModes),
    )
    .addOption(country())
    .option('--column <name>', 'csv: column of numbers, by name or place (number)')
    .option('--change-column <name>', 'csv: column that says added (A) or removed (D)')
    .option('--drawn <date>', 'when the copy was drawn at the registry')
    .option('--force', 'take a full copy that has lost more than half of the list')
    .option('--restart', 'forget an interrupted import')
    .addOption(dir())
    .addOption(json())
    .action(async (list: string, files: string[], options: ImportOptions) =>
      (await suppressing()).suppressImport(list, files, options),
    );
  suppress
    .command('check')
    .description('say on which lists numbers are; exit code 1 when one is on any')
    .argument('<number...>', 'telephone numbers')
    .addOption(country())
    .addOption(dir())
    .addOption(json())
    .action(async (numbers: string[], options: NumberOptions) =>
      (await suppressing()).suppressCheck(numbers, options),
    );
  suppress
    .command('lists')
    .description('show the lists, how many numbers each has and how old it is')
    .addOption(dir())
    .addOption(json())
    .action(async (options: SuppressOptions) => (await suppressing()).suppressLists(options));
}
