/**
 * Feature codes: agents sign in and out, pause and unpause from the phone, and hear that it was
 * done.
 */

import type { SwitchFact, SwitchPort } from '../adapters/port.ts';
import type { AgentRequest, Desk } from './desk.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import type { Log } from './log.ts';
import type { Phones } from './phones.ts';

export interface FeatureParts {
  readonly desk: Desk;
  readonly phones: Phones;
  readonly port: SwitchPort;
  readonly log: Log;
  directory(): Directory;
}

type FeatureDialled = SwitchFact & { readonly type: 'feature-dialled' };

/** Sounds every Asterisk has (`asterisk-core-sounds-en`). */
const spoken = {
  'sign-in': ['sound:agent-loginok'],
  'sign-out': ['sound:agent-loggedoff'],
  pause: ['sound:activated'],
  unpause: ['sound:de-activated'],
} as const;
const alreadySpoken: Readonly<Record<string, readonly string[]>> = {
  'sign-in': ['sound:agent-alreadyon'],
  'sign-out': ['sound:agent-alreadyoff'],
};
const refused = ['sound:agent-incorrect'];
const notDone = ['sound:invalid'];

/** Does what the code says and answers the phone; never throws. */
export async function answerFeature(fact: FeatureDialled, parts: FeatureParts): Promise<void> {
  const { desk, port, log } = parts;
  const [verb = '', given] = fact.args;
  let media: readonly string[];
  try {
    const request = featureRequest(verb, given, fact.phone, parts);
    const { outcome } = await desk.ask(request);
    const already = outcome === 'duplicate' ? alreadySpoken[verb] : undefined;
    media = already ?? spoken[verb as keyof typeof spoken];
    log.info({ phone: fact.phone, agent: request.agent, verb }, 'feature code done');
  } catch (error) {
    const code = error instanceof RequestError ? error.code : 'internal-error';
    media = code === 'unknown-agent' ? refused : notDone;
    const why = (error as Error).message;
    log.warn({ phone: fact.phone, args: fact.args, code }, `feature code refused: ${why}`);
  }
  port.execute({ type: 'answer-feature', feature: fact.feature, media });
}

function featureRequest(
  verb: string,
  given: string | undefined,
  phone: string,
  parts: FeatureParts,
): AgentRequest {
  switch (verb) {
    case 'sign-in':
      return { type: 'sign-in', agent: given || ownerOf(phone, parts), phone };
    case 'sign-out':
      return { type: 'sign-out', agent: given || userOf(phone, parts) };
    case 'pause':
      return {
        type: 'pause',
        agent: userOf(phone, parts),
        ...(given ? { reason: given } : {}),
      };
    case 'unpause':
      return { type: 'unpause', agent: userOf(phone, parts) };
    default:
      throw new RequestError(
        'invalid-request',
        `"${verb}" is no feature; write Stasis(<app>,feature,sign-in|sign-out|pause|unpause).`,
      );
  }
}

/** The agent signed in at this phone, else the one it belongs to. */
function userOf(phone: string, parts: FeatureParts): string {
  return parts.phones.takenBy(phone, undefined) ?? ownerOf(phone, parts);
}

function ownerOf(phone: string, { directory }: FeatureParts): string {
  const owners = directory().agentsOfPhone(phone);
  if (owners.length === 1) return owners[0]!;
  const sentence =
    owners.length === 0
      ? `Phone ${phone} belongs to no agent; give the agent's id with the code.`
      : `Phone ${phone} belongs to ${owners.join(', ')}; give the agent's id with the code.`;
  throw new RequestError('unknown-agent', sentence, { phone });
}
