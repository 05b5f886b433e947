/** The command line of `tsunagi faq`. */

import type { Command } from 'commander';
import type { FaqImportOptions, FaqOptions } from './faq.ts';
import { storeOptions } from './store-options.ts';

const faq = () => import('./faq.ts');

/** Adds the command to the program. */
export function addFaqCommand(program: Command): void {
  const command = program
    .command('faq')
    .description('questions with answers: bring them from a table, list them, what is missing');
  const common = (each: Command): Command =>
    storeOptions(each).option('--json', 'print the answer as JSON');
  common(command.command('import'))
    .description('read a table, .csv or .xlsx: an entry a row; a question that is there is changed')
    .argument('<file>', 'its first row: question, answer, question-ja, answer-ja, owner')
    .option('--encoding <name>', 'of a .csv: utf-8, shift_jis, …', 'auto')
    .option('--sheet <name>', 'of a workbook; default: its first')
    .option('--owner <who>', 'who answers for entries without an owner', 'import')
    .addHelpText(
      'after',
      `
Example:
  $ tsunagi faq import よくある質問.xlsx --config /etc/tsunagi`,
    )
    .action(async (file: string, options: FaqImportOptions) =>
      (await faq()).faqImport(file, options),
    );
  common(command.command('list'))
    .description('all entries, how often each was used')
    .action(async (options: FaqOptions) => (await faq()).faqList(options));
  common(command.command('unanswered'))
    .description('what agents searched for in vain, and doubts nobody has answered')
    .action(async (options: FaqOptions) => (await faq()).faqUnanswered(options));
}
