/** The router is killed beside Asterisk 22. */

import { describeOutage } from './outage-suite.ts';

await describeOutage(22);
