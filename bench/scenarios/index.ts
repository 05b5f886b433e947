/** Every scenario by the name it is asked for. */

import type { Scenario } from '../scenario.ts';
import { againstReference } from './against-reference.ts';
import { collections } from './collections.ts';
import { largest, step, tenfoldAgents, tenfoldWaiting } from './step.ts';
import { deadlines, selectAgent, selectCall } from './timed.ts';

export const scenarios: Readonly<Record<string, Scenario>> = {
  'select-agent': selectAgent,
  'select-call': selectCall,
  step,
  deadlines,
  'against-reference': againstReference,
  collections,
  'tenfold-agents': tenfoldAgents,
  'tenfold-waiting': tenfoldWaiting,
  largest,
};
