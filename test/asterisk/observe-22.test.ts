/** Observing Asterisk 22: 1,000 calls, counted as queue_log counts them. */

import { observeSuite } from './observe-suite.ts';

await observeSuite(22);
