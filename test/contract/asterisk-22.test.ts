/** The contract on Asterisk 22 with commands over WebSocket. */

import { describeAsterisk } from './asterisk-contract.ts';

await describeAsterisk(22, 'auto');
