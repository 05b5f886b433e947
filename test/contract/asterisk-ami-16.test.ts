/** The contract on Asterisk 16, routed by AMI. */

import { describeAsteriskByAmi } from './asterisk-contract.ts';

await describeAsteriskByAmi(16);
