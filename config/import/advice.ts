/** What is different whatever the source says, and what to do next. */

/** What the source had. */
export interface Seen {
  readonly hasAgents: boolean;
  readonly hasDialplan: boolean;
  readonly hasCalls: boolean;
}

/** Sentences that hold of every import. */
export function everywhereOf({ hasAgents }: Seen): readonly string[] {
  return [
    ...(hasAgents
      ? [
          'Agents sign in before they get calls. In queues.conf a phone that is registered is enough.',
        ]
      : []),
    'A phone that is in a call is never rung, as with ringinuse = no.',
    'Every caller is offered as soon as somebody is free, as with autofill = yes.',
    'A phone that rings when the longest wait is over is let ring to the end.',
    'Idle time and wrap-up are the agent’s over all queues, as with shared_lastcall = yes.',
  ];
}

/** What a person does after an import, in order. */
export function nextOf({ hasAgents, hasCalls, hasDialplan }: Seen): readonly string[] {
  return [
    'Give Tsunagi a user in ari.conf, as in config/asterisk, and its password in TSUNAGI_ARI_PASSWORD.',
    'Run `tsunagi check` on the folder.',
    ...(hasAgents
      ? []
      : [
          'List the agents under `agents:`: no line of the source names any that are always there.',
        ]),
    hasCalls
      ? 'In the dialplan, write the Stasis(…) line told beside each Queue(…) in its place.'
      : hasDialplan
        ? 'The dialplan has no Queue(…): where callers are to enter, write Stasis(tsunagi,queue,QUEUE).'
        : 'Import extensions.conf too, for how long callers wait and which numbers lead to which queue.',
    'Give agents a way to sign in: feature codes as in config/asterisk/extensions.conf, or the desk.',
  ];
}
