/** The command line of `tsunagi account`, `key`, `wall` and `audit`. */

import { type Command, Option } from 'commander';
import { accountRoles, keyRoles } from '../access/rights.ts';
import type {
  AccessOptions,
  AccountAddOptions,
  AuditOptions,
  KeyAddOptions,
  PasswordOptions,
} from './access.ts';

const working = () => import('./access.ts');

const common = (command: Command): Command =>
  command
    .addOption(
      new Option('-c, --config <dir>', 'directory of the YAML files: the store, tenants, queues')
        .env('TSUNAGI_CONFIG')
        .default('config', './config'),
    )
    .addOption(new Option('--store <address>', 'another store than that').env('TSUNAGI_STORE'))
    .option('--json', 'print the answer as JSON');

const ids = (text: string): string[] => text.split(',').filter(Boolean);

const scoped = (command: Command): Command =>
  common(command)
    .option('--tenant <id>', 'sees only this tenant')
    .option('--queues <ids>', 'sees only these queues: support,sales', ids)
    .option('--teams <ids>', 'sees only agents of these teams', ids);

/** Adds the commands to the program. */
export function addAccessCommands(program: Command): void {
  addAccountCommand(program);
  for (const kind of ['key', 'wall'] as const) addKeyCommand(program, kind);
  common(program.command('audit'))
    .description('what was done, by whom, from where; newest first')
    .option('--holder <name>', 'what this account or key did')
    .option('--act <act>', 'only this, as it stands in the list: signed-in')
    .option('--before <id>', 'only what is older than the entry of this id')
    .option('-n, --limit <n>', 'so many entries', '50')
    .action(async (options: AuditOptions) => (await working()).auditCommand(options));
}

function addAccountCommand(program: Command): void {
  const account = program
    .command('account')
    .description('accounts people sign in to')
    .addHelpText(
      'after',
      `
They are kept in the store; a running server follows at once, open pages within half a minute.
A password is asked for in a terminal, else read from standard input.

Examples:
  $ tsunagi account add boss --role admin --config /etc/tsunagi
  $ tsunagi account add tanaka --role agent --agent tanaka --language ja --generate
  $ tsunagi account disable tanaka`,
    );
  scoped(account.command('add'))
    .description('make an account')
    .argument('<name>', 'what is typed to sign in')
    .addOption(
      new Option('-r, --role <role>', 'what it may do').choices(accountRoles).makeOptionMandatory(),
    )
    .option('--agent <id>', 'which configured agent this person is')
    .option('--shown <name>', 'how others see it; default: the name')
    .addOption(new Option('--language <language>', 'of its pages').choices(['en', 'ja']))
    .option('--generate', 'make a password, and print it')
    .action(async (name: string, options: AccountAddOptions) =>
      (await working()).accountAdd(name, options),
    );
  common(account.command('list'))
    .description('all accounts')
    .action(async (options: AccessOptions) => (await working()).accountList(options));
  common(account.command('password'))
    .description('give an account a new password; its browsers are signed out')
    .argument('<name>', 'of the account')
    .option('--generate', 'make one, and print it')
    .action(async (name: string, options: PasswordOptions) =>
      (await working()).accountPassword(name, options),
    );
  for (const act of ['disable', 'enable'] as const) {
    const does = {
      disable: 'let nobody sign in to it; its browsers are signed out',
      enable: 'undo that',
    };
    common(account.command(act))
      .description(does[act])
      .argument('<name>', 'of the account')
      .action(async (name: string, options: AccessOptions) =>
        (await working()).accountAble(act, name, options),
      );
  }
}

function addKeyCommand(program: Command, kind: 'key' | 'wall'): void {
  const of = kind === 'key' ? 'API keys of programs' : 'walls: screens that show the board';
  const command = program.command(kind).description(of);
  const add = scoped(command.command('add'))
    .description(`make a ${kind}, and print it this once`)
    .argument('<name>', 'of your choice; never another’s again');
  if (kind === 'key') {
    add.addOption(
      new Option('-r, --role <role>', 'what it may do').choices(keyRoles).makeOptionMandatory(),
    );
  }
  add.action(async (name: string, options: KeyAddOptions) =>
    (await working()).keyAdd(kind, name, options),
  );
  common(command.command('list'))
    .description('all of them; never what they say')
    .action(async (options: AccessOptions) => (await working()).keyList(kind, options));
  common(command.command('revoke'))
    .description(`refuse a ${kind} from now on, for good`)
    .argument('<name>', `of the ${kind}`)
    .action(async (name: string, options: AccessOptions) =>
      (await working()).keyRevoke(kind, name, options),
    );
}
