/** A call's story as the holder may see it: no agents and calls beyond the end of their sight. */

import type { Decision } from '../core/routing/decision.ts';
import { type Holder, maySeeAgent, maySeeQueue, seesAll } from './access/holder.ts';
import type { CallStory } from './decisions.ts';
import type { Directory } from './directory.ts';

/** The story itself for whoever sees everything. */
export function storyFor(holder: Holder, story: CallStory, directory: Directory): CallStory {
  if (seesAll(holder)) return story;
  const seen = (decision: Decision): Decision => ({
    ...decision,
    agents: decision.agents.filter(({ agent }) => maySeeAgent(holder, directory.agent(agent))),
    calls: decision.calls.filter(({ queue }) => maySeeQueue(holder, directory.queue(queue))),
  });
  return {
    ...story,
    decisions: story.decisions.map(seen),
    ...(story.now ? { now: seen(story.now) } : {}),
  };
}
