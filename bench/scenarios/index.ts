/** Every scenario by the name it is asked for. */

import type { Scenario } from '../scenario.ts';
import { againstReference, againstReferenceTenfold } from './against-reference.ts';
import { collections, largeCollections } from './collections.ts';
import { explain } from './explain.ts';
import {
  largeTenfoldAgents,
  largeTenfoldWaiting,
  tenfoldAgents,
  tenfoldWaiting,
} from './growth.ts';
import { incumbents } from './incumbents.ts';
import { ledger } from './ledger.ts';
import { mayDialScenario } from './may-dial.ts';
import { memory } from './memory.ts';
import { pacing } from './pacing.ts';
import { large, step, sustained } from './step.ts';
import { suppression } from './suppression.ts';
import { deadlines, selectAgent, selectCall } from './timed.ts';

export const scenarios: Readonly<Record<string, Scenario>> = {
  'select-agent': selectAgent,
  'select-call': selectCall,
  step,
  deadlines,
  sustained,
  large,
  'tenfold-agents': tenfoldAgents,
  'tenfold-waiting': tenfoldWaiting,
  'large-tenfold-agents': largeTenfoldAgents,
  'large-tenfold-waiting': largeTenfoldWaiting,
  explain,
  collections,
  'large-collections': largeCollections,
  memory,
  suppression,
  ledger,
  pacing,
  'against-reference': againstReference,
  'against-reference-tenfold': againstReferenceTenfold,
  incumbents,
  'may-dial': mayDialScenario,
};
