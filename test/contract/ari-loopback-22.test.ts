/** The contract on the loopback ARI server of Asterisk 22, which takes REST over WebSocket. */

import { describeLoopback } from './ari-loopback.ts';

describeLoopback('22.10.1');
