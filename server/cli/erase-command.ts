/** The command lines of `tsunagi erase`, `hold` and `lift`. */

import type { Command } from 'commander';
import type { EraseOptions, HoldOptions } from './erase.ts';
import { storeOptions } from './store-options.ts';

const commands = () => import('./erase.ts');

/** Adds the commands to the program. */
export function addEraseCommands(program: Command): void {
  storeOptions(program.command('erase'))
    .description('erase a person from the store; what the law asks to keep stays, and is told')
    .requiredOption('-p, --person <id>', 'number of the person')
    .requiredOption('--by <name>', 'who has it done')
    .requiredOption('--why <text>', 'kept as evidence')
    .option('--json', 'print the answer as JSON')
    .action(async (options: EraseOptions) => (await commands()).eraseCommand(options));
  storeOptions(program.command('hold'))
    .description(
      'keep what is known of a person or number whatever its time; alone: those in force',
    )
    .option('-p, --person <id>', 'number of the person')
    .option('-n, --number <number>', 'or a telephone number, +81…')
    .option('--by <name>', 'who has it done', process.env.USER ?? 'not told')
    .option('--why <text>', 'the case it is for', '')
    .option('--json', 'print the answer as JSON')
    .action(async (options: HoldOptions) => (await commands()).holdCommand(options));
  storeOptions(program.command('lift'))
    .description('end a hold')
    .argument('<hold>', 'its number')
    .option('--by <name>', 'who has it done', process.env.USER ?? 'not told')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, options: HoldOptions) =>
      (await commands()).liftCommand(id, options),
    );
}
