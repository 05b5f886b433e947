/** The command line of `tsunagi script`. */

import type { Command } from 'commander';
import { languageOption } from './language.ts';
import type { PublishOptions, ReportOptions, ScriptOptions, ShowOptions } from './script.ts';
import { storeOptions } from './store-options.ts';

const scripts = () => import('./script.ts');

/** Adds the command to the program. */
export function addScriptCommand(program: Command): void {
  const script = program
    .command('script')
    .description('talk scripts: check, keep and publish them; what became of the calls')
    .addHelpText(
      'after',
      `
They are kept in the store; the next call of a running server goes by what was published.

Examples:
  $ tsunagi script check spring.yaml --config /etc/tsunagi
  $ tsunagi script put spring.yaml --config /etc/tsunagi
  $ tsunagi script publish spring 2 --beside --config /etc/tsunagi
  $ tsunagi script report spring --config /etc/tsunagi --lang ja`,
    );
  const common = (command: Command): Command =>
    storeOptions(command).option('--json', 'print the answer as JSON').addOption(languageOption());
  common(script.command('check'))
    .description('tell everything that is wrong with a file, with its places')
    .argument('<file>', 'YAML; docs/desk.md')
    .action(async (file: string, options: ScriptOptions) =>
      (await scripts()).scriptCheck(file, options),
    );
  common(script.command('put'))
    .description('keep a file as the draft of its script')
    .argument('<file>', 'YAML; docs/desk.md')
    .action(async (file: string, options: ScriptOptions) =>
      (await scripts()).scriptPut(file, options),
    );
  common(script.command('publish'))
    .description('let calls go by a version from now on')
    .argument('<code>', 'of the script')
    .argument('<version>', 'its number')
    .option('--beside', 'by those published before, too: a comparison by contact')
    .option('--weight <n>', 'its share beside the others', '1')
    .action(async (code: string, version: string, options: PublishOptions) =>
      (await scripts()).scriptPublish(code, version, options),
    );
  common(script.command('retire'))
    .description('let no new call go by a version')
    .argument('<code>', 'of the script')
    .argument('<version>', 'its number')
    .action(async (code: string, version: string, options: ScriptOptions) =>
      (await scripts()).scriptRetire(code, version, options),
    );
  common(script.command('list'))
    .description('all scripts of the tenant with their versions')
    .action(async (options: ScriptOptions) => (await scripts()).scriptList(options));
  common(script.command('show'))
    .description('the text of a version, the latest where none is named')
    .argument('<code>', 'of the script')
    .option('--version <n>', 'its number')
    .action(async (code: string, options: ShowOptions) =>
      (await scripts()).scriptShow(code, options),
    );
  common(script.command('diff'))
    .description('what the second version says otherwise than the first')
    .argument('<code>', 'of the script')
    .argument('<from>', 'a version')
    .argument('<to>', 'another')
    .action(async (code: string, from: string, to: string, options: ScriptOptions) =>
      (await scripts()).scriptDiff(code, [from, to], options),
    );
  common(script.command('report'))
    .description('what became of calls by the way they took, and which version does better')
    .argument('<code>', 'of the script')
    .option('--from <day>', 'calls from 2026-11-01 on, by the clock of this machine')
    .option('--until <day>', 'calls before that day')
    .action(async (code: string, options: ReportOptions) =>
      (await scripts()).scriptReport(code, options),
    );
}
