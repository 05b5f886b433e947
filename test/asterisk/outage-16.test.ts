/** The router is killed beside Asterisk 16. */

import { describeOutage } from './outage-suite.ts';

await describeOutage(16);
