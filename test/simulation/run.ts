/** `npm run sim`. Ctrl-C ends after the seed that runs, with a summary. */

import { runSimulations } from './command.ts';

let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});
process.exitCode = await runSimulations(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  watched: process.stderr.isTTY === true,
  stopped: () => stopped,
});
