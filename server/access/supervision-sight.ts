/** Who is told who listens to a conversation, where the configuration hides it from agents. */

import type { Site } from '../../config/site.ts';
import type { Holder } from './holder.ts';
import { rightsOfRole } from './rights.ts';

/** What of a holder decides it. */
export type Listener = Pick<Holder, 'role' | 'agent'>;

/** Whether agents are not to know. */
export const isHidden = ({ supervision }: Pick<Site, 'supervision'>): boolean =>
  supervision?.visible === false;

/**
 * Whether the holder may know who listens to the conversations of this agent although it is hidden:
 * who may listen, and is not that agent.
 */
export const seesHidden = ({ role, agent }: Listener, of: string): boolean =>
  rightsOfRole(role).includes('listen') && agent !== of;

/** The same of every configuration. */
export const seesSupervision = (
  holder: Listener,
  site: Pick<Site, 'supervision'>,
  of: string,
): boolean => !isHidden(site) || seesHidden(holder, of);

/** Holders with the same word are told the same of it: documents are shared by it. */
export const listenerKey = ({ role, agent = '' }: Listener): string =>
  rightsOfRole(role).includes('listen') ? `listens ${agent}` : '';
