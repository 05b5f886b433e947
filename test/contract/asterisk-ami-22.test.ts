/** The contract on Asterisk 22, routed by AMI. */

import { describeAsteriskByAmi } from './asterisk-contract.ts';

await describeAsteriskByAmi(22);
