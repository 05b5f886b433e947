/** The contract on Asterisk 22 with commands over HTTP only. */

import { describeAsterisk } from './asterisk-contract.ts';

await describeAsterisk(22, 'never');
