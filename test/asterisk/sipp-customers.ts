/**
 * People whom campaigns call, any number behind one port, as a SIPp scenario: each call goes one
 * way or another by chance. Logs `invite`, and then `answered` (a person), `machine`, `early`,
 * `busy`, `unallocated` or `cancelled`, with the number that was dialled.
 */

import { finalReply, inDialog, reply, scenario, sdp } from './sipp-scenarios.ts';

export interface CustomerBehaviour {
  /** Shares of the calls, 0 to 1; the rest rings in vain. */
  readonly person: number;
  readonly machine: number;
  readonly early: number;
  readonly busy: number;
  readonly unallocated: number;
  /** A person answers between these, from the INVITE on. */
  readonly answersMs: readonly [number, number];
  /** A machine hangs up after so long. */
  readonly machineMs: number;
}

/** People who answer do so after one of so many times, evenly spread. */
const answerTimes = 6;

/** Of SIPp: takes the branch by chance. */
const branch = (label: string, chance: number): string =>
  `<nop next="${label}" chance="${chance.toFixed(4)}"/>`;

const log = (what: string): string =>
  `<nop><action><log message="${what} [$2] [timestamp]"/></action></nop>`;

/** Remembers who is called and what answers need. */
const invited = [
  '<recv request="INVITE" rrs="true"><action>',
  '<ereg regexp="sip:([^@;]*)@" search_in="hdr" header="To:" check_it="true" assign_to="1,2"/>',
  '<ereg regexp=".*" search_in="hdr" header="From:" check_it="true" assign_to="3"/>',
  '<ereg regexp=".*" search_in="hdr" header="To:" check_it="true" assign_to="4"/>',
  '<ereg regexp=".*" search_in="hdr" header="Via:" check_it="true" assign_to="5"/>',
  '<ereg regexp=".*" search_in="hdr" header="CSeq:" check_it="true" assign_to="6"/>',
  '<log message="invite [$2] [timestamp]"/>',
  '</action></recv>',
  '<Reference variables="1"/>',
];

/** Answers, with sound described. */
const answer = [
  ...finalReply('200 OK', [
    'Contact: <sip:[$2]@[local_ip]:[local_port]>',
    ...sdp.slice(0, -1),
    sdp.at(-1) ?? '',
  ]),
  '<recv request="ACK"/>',
];

const hangUp = [
  ...inDialog('BYE'),
  'Content-Length: 0',
  '',
  ']]></send>',
  '<recv response="200"/>',
  '<nop next="end"/>',
];

/** A jump by chance among what is left: shares of a whole become chances one after the other. */
function branches(shares: readonly (readonly [label: string, share: number])[]): string[] {
  let left = 1;
  return shares.flatMap(([label, share]) => {
    const chance = left <= 0 ? 1 : Math.min(1, share / left);
    left -= share;
    return chance <= 0 ? [] : [branch(label, chance)];
  });
}

/** The scenario. */
export function customerScenario(behaviour: CustomerBehaviour): string {
  const [least, most] = behaviour.answersMs;
  const times = Array.from({ length: answerTimes }, (_, i) =>
    Math.round(least + ((most - least) * i) / (answerTimes - 1)),
  );
  const cancelled = [
    ...reply('200 OK', ';tag=[call_number]'),
    ...finalReply('487 Request Terminated'),
    log('cancelled'),
    '<recv request="ACK" next="end"/>',
  ];
  const rings = (label: string, ms: number, then: string): string[] => [
    `<label id="${label}"/>`,
    `<recv request="CANCEL" timeout="${ms}" ontimeout="${then}"/>`,
    '<nop next="cancelled"/>',
  ];
  return scenario('customers', [
    ...invited,
    ...branches([
      ['busy', behaviour.busy],
      ['unallocated', behaviour.unallocated],
      ['rings', 1 - behaviour.busy - behaviour.unallocated],
    ]),
    '<label id="busy"/>',
    log('busy'),
    ...finalReply('486 Busy Here'),
    '<recv request="ACK" next="end"/>',
    '<label id="unallocated"/>',
    log('unallocated'),
    ...finalReply('404 Not Found'),
    '<recv request="ACK" next="end"/>',
    '<label id="rings"/>',
    ...reply('180 Ringing', ';tag=[call_number]'),
    ...branches(shareOut(behaviour)),
    '<recv request="CANCEL"/>',
    '<nop next="cancelled"/>',
    ...times.flatMap((ms, i) => rings(`person${i}`, ms, 'talks')),
    ...rings('machine', least, 'beeps'),
    ...rings('early', least, 'regrets'),
    '<label id="talks"/>',
    log('answered'),
    ...answer,
    '<recv request="BYE"/>',
    ...reply('200 OK'),
    '<nop next="end"/>',
    '<label id="beeps"/>',
    log('machine'),
    ...answer,
    `<recv request="BYE" timeout="${behaviour.machineMs}" ontimeout="leaves"/>`,
    ...reply('200 OK'),
    '<nop next="end"/>',
    '<label id="regrets"/>',
    log('early'),
    ...answer,
    '<recv request="BYE" timeout="300" ontimeout="leaves"/>',
    ...reply('200 OK'),
    '<nop next="end"/>',
    '<label id="leaves"/>',
    ...hangUp,
    '<label id="cancelled"/>',
    ...cancelled,
    '<label id="end"/>',
    '<nop/>',
  ]);
}

/** Shares of those who ring, as parts of them. */
function shareOut({ person, machine, early, busy, unallocated }: CustomerBehaviour) {
  const ringing = 1 - busy - unallocated;
  const each = (share: number): number => share / ringing;
  const persons = Array.from(
    { length: answerTimes },
    (_, i) => [`person${i}`, each(person) / answerTimes] as const,
  );
  return [...persons, ['machine', each(machine)] as const, ['early', each(early)] as const];
}
