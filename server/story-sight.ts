/** A call's story as one tenant may see it: nothing of another's agents and calls. */

import type { Decision } from '../core/routing/decision.ts';
import type { CallStory } from './decisions.ts';
import type { Directory } from './directory.ts';
import { type Holder, maySee, NO_TENANT } from './keys.ts';

/** The story itself for whoever sees everything. */
export function storyFor(holder: Holder, story: CallStory, directory: Directory): CallStory {
  if (holder.tenant === undefined) return story;
  const seen = (decision: Decision): Decision => ({
    ...decision,
    agents: decision.agents.filter(({ agent }) =>
      maySee(holder, directory.agent(agent)?.tenant ?? NO_TENANT),
    ),
    calls: decision.calls.filter(({ queue }) =>
      maySee(holder, directory.queue(queue)?.tenant ?? NO_TENANT),
    ),
  });
  return {
    ...story,
    decisions: story.decisions.map(seen),
    ...(story.now ? { now: seen(story.now) } : {}),
  };
}
