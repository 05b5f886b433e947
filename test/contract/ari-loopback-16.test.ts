/** The contract on the loopback ARI server of Asterisk 16, which takes commands over HTTP only. */

import { describeLoopback } from './ari-loopback.ts';

describeLoopback('16.28.0');
