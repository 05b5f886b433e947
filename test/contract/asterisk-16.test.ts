/** The contract on Asterisk 16, which takes commands over HTTP only. */

import { describeAsterisk } from './asterisk-contract.ts';

await describeAsterisk(16, 'auto');
