/** The options of every command that works on the store. */

import { type Command, Option } from 'commander';

export const storeOptions = (command: Command): Command =>
  command
    .addOption(new Option('-c, --config <dir>', 'the store of this configuration'))
    .addOption(
      new Option('--store <address>', 'a file, or postgres://… (var/store.db)').env(
        'TSUNAGI_STORE',
      ),
    )
    .option('-t, --tenant <id>', 'whose people they are', 'main');
