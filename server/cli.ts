#!/usr/bin/env node
/**
 * The command `tsunagi`. Each command loads what it needs when it is run: all of them together take
 * a second to load.
 */

import { Command, Option } from 'commander';
import { addAccessCommands } from './cli/access-command.ts';
import { addCampaignCommand } from './cli/campaign-command.ts';
import type { CheckOptions } from './cli/check.ts';
import { addEraseCommands } from './cli/erase-command.ts';
import { addEvidenceCommand } from './cli/evidence-command.ts';
import { exitCodes, exitCodesHelp } from './cli/exit-codes.ts';
import type { ExplainOptions } from './cli/explain.ts';
import { addFaqCommand } from './cli/faq-command.ts';
import type { ImportCommand } from './cli/import.ts';
import type { ObserveOptions } from './cli/observe.ts';
import type { PeopleImportOptions } from './cli/people.ts';
import type { PeopleCountOptions } from './cli/people-count.ts';
import type { RescueOptions } from './cli/rescue.ts';
import { addScriptCommand } from './cli/script-command.ts';
import type { ServeOptions } from './cli/serve.ts';
import type { StatusOptions } from './cli/status.ts';
import { storeOptions } from './cli/store-options.ts';
import { addSuppressCommand } from './cli/suppress-command.ts';
import { addWhyCommand } from './cli/why-command.ts';
import { version } from './version.ts';

const config = () =>
  new Option('-c, --config <dir>', 'directory of the YAML files')
    .env('TSUNAGI_CONFIG')
    .default('config', './config');
const url = () => new Option('-u, --url <url>', 'address of a running server').env('TSUNAGI_URL');
const key = () => new Option('-k, --key <key>', 'API key for that server').env('TSUNAGI_API_KEY');

const program = new Command('tsunagi')
  .description('Routes the calls of a call centre beside Asterisk.')
  .version(version, '-V, --version', 'print the version')
  .showSuggestionAfterError()
  .addHelpText('after', exitCodesHelp)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
  });

program
  .command('serve')
  .description('run the router until SIGTERM; SIGHUP loads the configuration again')
  .addOption(config())
  .option('-p, --picture', 'show queues and agents in the terminal')
  .addHelpText(
    'after',
    `
Example:
  $ tsunagi serve --config /etc/tsunagi --picture`,
  )
  .action(async (options: ServeOptions) => (await import('./cli/serve.ts')).serve(options));

program
  .command('check')
  .description('check a configuration and run its examples; tells everything wrong at once')
  .argument('[dir]', 'directory of the YAML files', 'config')
  .addOption(
    new Option('-f, --format <format>', 'how to print')
      .choices(['text', 'json', 'github'])
      .default('text'),
  )
  .option('--json', 'the same as --format json')
  .action(async (directory: string, options: CheckOptions) =>
    (await import('./cli/check.ts')).check(directory, options),
  );

program
  .command('import')
  .description('make a configuration of the queues of Asterisk, and tell what became of each line')
  .argument('<path...>', 'queues.conf, its folder, other files beside it, tables as .csv')
  .option('-o, --out <dir>', 'write the YAML files there; else they go to standard output')
  .option('--force', 'overwrite files that are there')
  .option('--json', 'print the report as JSON on standard output')
  .option('--technology <name>', 'of phones of which only the extension is known', 'PJSIP')
  .option('--longest-wait <time>', 'where Asterisk let callers wait without end', '1h')
  .addHelpText(
    'after',
    `
Examples:
  $ tsunagi import /etc/asterisk --out /etc/tsunagi
  $ tsunagi import queues.conf extensions.conf | less
  $ tsunagi import queues.csv queue_members.csv queue_rules.csv --out imported`,
  )
  .action(async (paths: string[], options: ImportCommand) =>
    (await import('./cli/import.ts')).importCommand(paths, options),
  );

program
  .command('explain')
  .description(
    'say why a call went where it went: the winner, the key that decided, and why not the others; ' +
      'why an agent is idle while calls wait, or why the calls of a queue wait',
  )
  .argument('[call]', 'the number of the call')
  .option('-a, --agent <id>', 'why this agent has no call now; asks the running server')
  .option('-q, --queue <id>', 'why the calls of this queue wait now; asks the running server')
  .addOption(
    new Option(
      '-c, --config <dir>',
      "names, journal folder and the server's address from this configuration",
    ),
  )
  .addOption(new Option('-j, --journal <dir>', 'replay this journal folder'))
  .addOption(url())
  .addOption(key())
  .option('--json', 'print the answer as JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ tsunagi explain 4711 --config /etc/tsunagi
  $ tsunagi explain 4711 --journal /var/lib/tsunagi/journal
  $ tsunagi explain 4711 --url http://127.0.0.1:8470 --key "$KEY"
  $ tsunagi explain --agent tanaka --config /etc/tsunagi
  $ tsunagi explain --queue support --url http://127.0.0.1:8470 --key "$KEY"`,
  )
  .action(async (call: string | undefined, options: ExplainOptions) =>
    (await import('./cli/explain.ts')).explain(call, options),
  );

program
  .command('status')
  .description('show queues and agents of a running server; live in a terminal')
  .addOption(url().default('http://127.0.0.1:8470'))
  .addOption(key())
  .option('--once', 'print once and end')
  .option('--json', 'print once, as JSON')
  .action(async (options: StatusOptions) => (await import('./cli/status.ts')).status(options));

program
  .command('observe')
  .description(
    'watch an Asterisk that routes by app_queue: picture, metrics, report; changes nothing there but for one manager user that may read',
  )
  .option('-a, --ami <host:port>', 'its manager interface', '127.0.0.1:5038')
  .option('-u, --user <name>', 'manager user', 'tsunagi')
  .addOption(new Option('-s, --secret <secret>', 'of that user').env('TSUNAGI_AMI_SECRET'))
  .option('--tls', 'connect by TLS')
  .option('-m, --metrics <host:port>', 'serve /metrics there')
  .option('-j, --journal <dir>', 'write what is observed into this folder')
  .option('-r, --replay <file...>', 'count such files again, in place of a switch')
  .option(
    '--advise',
    'say who waited longer than needed: while somebody was free whom Tsunagi would have rung',
  )
  .option('--once', 'print the picture once and end')
  .option('--json', 'print picture or report as JSON')
  .addHelpText(
    'after',
    `
Example, with a [tsunagi] of read = agent,call,dialplan and write = reporting in manager.conf:
  $ TSUNAGI_AMI_SECRET=… tsunagi observe --ami pbx.example:5038 --metrics 9470 --journal observed
Ctrl-C ends it with the report of what was seen.`,
  )
  .action(async (options: ObserveOptions) => (await import('./cli/observe.ts')).observe(options));

program
  .command('rescue')
  .description(
    'emergency exit: send callers who wait in the switch back to the dialplan while the router is ' +
      'down, by the manager interface (AMI)',
  )
  .addOption(
    new Option('-c, --config <dir>', 'switch, `ami:` and metrics address from this configuration'),
  )
  .option('-a, --ami <host:port>', 'its manager interface (127.0.0.1:5038)')
  .option('-u, --user <name>', 'manager user (tsunagi)')
  .addOption(new Option('-s, --secret <secret>', 'of that user').env('TSUNAGI_AMI_SECRET'))
  .option('--app <name>', 'Stasis application (tsunagi)')
  .option('--to <context,extension>', 'where to; default: the line after their Stasis()')
  .option('-n, --dry-run', 'only say who would be sent where')
  .option('--force', 'also while the router is ready')
  .option('--json', 'print what became of each as JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ tsunagi rescue --config /etc/tsunagi --dry-run
  $ TSUNAGI_AMI_SECRET=… tsunagi rescue --ami 127.0.0.1:5038 --to fallback,5000`,
  )
  .action(async (options: RescueOptions) => (await import('./cli/rescue.ts')).rescue(options));

addAccessCommands(program);
addSuppressCommand(program);
addCampaignCommand(program);
addScriptCommand(program);
addFaqCommand(program);
addWhyCommand(program);
addEvidenceCommand(program);
addEraseCommands(program);

const people = program
  .command('people')
  .description('the people of the store: import lists of them, count segments');

storeOptions(people.command('import'))
  .description('read a table of people, .csv or .xlsx, into the store; goes on where it stopped')
  .argument('<file>', 'the table; its first row names the columns')
  .option('-l, --list <code>', 'put the people on this list')
  .option('--preview', 'say what would be imported, and write nothing')
  .option(
    '-m, --map <heading=field>',
    'what a column is, where its heading does not say it; may be repeated',
    (each: string, before: string[]) => [...before, each],
    [] as string[],
  )
  .option('--country <code>', 'of telephone numbers written without one', 'JP')
  .option('--zone <zone>', 'time zone of dates in the table', 'Asia/Tokyo')
  .option('--currency <code>', 'of amounts in the table', 'JPY')
  .option('--encoding <name>', 'of a .csv: utf-8, shift_jis, …', 'auto')
  .option('--sheet <name>', 'of a workbook; default: its first')
  .option('--errors <file>', 'rows that were not understood; default: <file>.errors.csv')
  .option('--restart', 'begin at the first row, also of a table that was imported before')
  .option('--json', 'print the result as JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ tsunagi people import 顧客.csv --preview
  $ tsunagi people import 顧客.csv --list spring --config /etc/tsunagi
  $ tsunagi people import leads.xlsx --country US --zone America/New_York --currency USD \\
      --map "Best phone=number" --map "Plan=attribute:plan"`,
  )
  .action(async (file: string, options: PeopleImportOptions) =>
    (await import('./cli/people.ts')).peopleImport(file, options),
  );

storeOptions(people.command('count'))
  .description('how many people a segment has, now')
  .argument('<segment>', 'id of the segment')
  .option('-s, --segments <file>', 'YAML file of segments', 'segments.yaml')
  .option('--show <n>', 'also the first so many, in the order they would be called')
  .option('--json', 'print the answer as JSON')
  .addHelpText(
    'after',
    `
Example:
  $ tsunagi people count lapsed-regulars --segments segments.yaml --show 10`,
  )
  .action(async (segment: string, options: PeopleCountOptions) =>
    (await import('./cli/people-count.ts')).peopleCount(segment, options),
  );

program
  .command('schema')
  .description('print the JSON Schema of the configuration, for editors')
  .action(async () => {
    const { configSchema } = await import('../config/json-schema.ts');
    process.stdout.write(`${JSON.stringify(configSchema(), undefined, 2)}\n`);
  });

program
  .command('version')
  .description('print the version')
  .option('--json', 'with the versions of what it runs on')
  .action((options: { readonly json?: boolean }) => {
    const versions = { tsunagi: version, node: process.versions.node };
    process.stdout.write(options.json ? `${JSON.stringify(versions)}\n` : `${version}\n`);
  });

// A reader that has seen enough, `tsunagi check | head`, is no trouble.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? exitCodes.ok);
});

await program.parseAsync();
