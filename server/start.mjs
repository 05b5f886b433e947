// `node server/start.mjs <compiled file> [arguments]`: sets the checkout up, then runs the file
// with Node. Behind `npm start`, `npm run bench` and the other scripts of package.json. Without a
// file: only the set-up.

import { join } from 'node:path';
import { fail, root, run, setUp } from './set-up.mjs';

const [file, ...args] = process.argv.slice(2);
try {
  // A test that does not compile is no reason for the product not to start.
  await setUp(/^(bench|test)\//.test(file ?? '') ? 'all' : 'product');
  if (file) {
    const { code } = await run(process.execPath, [
      '--enable-source-maps',
      join(root, 'dist', file),
      ...args,
    ]);
    process.exitCode = code;
  }
} catch (error) {
  fail(error);
}
