/**
 * What `app_queue` tells in events of the manager interface, told as user events of the same names:
 * `Event: UserEvent`, `UserEvent: AgentConnect`, then the headers. A program that follows
 * `app_queue` needs one line more. Only Asterisk itself can send events of its own kinds.
 */

import { fieldOf, NONE, type QueueLine } from '../queue-log/line.ts';
import type { AmiAction } from './message.ts';

type Headers = Readonly<Record<string, string>>;

const agentHeaders = ['Interface', 'MemberName'] as const;

/**
 * The user events of a line; none for a line that no event of `app_queue` goes with. Names and
 * headers are those of Asterisk 22's `QueueCallerJoin`, `QueueCallerLeave`, `QueueCallerAbandon`,
 * `AgentConnect`, `AgentComplete`, `AgentRingNoAnswer`, `AgentDump` and `QueueMember*`.
 */
export function userEventsOf(line: QueueLine): readonly AmiAction[] {
  const caller = { Queue: line.queue, Uniqueid: line.call };
  const agent = Object.fromEntries(agentHeaders.map((header) => [header, line.agent]));
  const call = { ...caller, ...agent };
  const place = { Queue: line.queue, ...agent };
  const { event, fields } = line;
  const [first = '', second = '', third = ''] = fields;
  switch (event) {
    case 'ENTERQUEUE':
      return [userEvent('QueueCallerJoin', { ...caller, ...joined(fields) })];
    case 'CONNECT': {
      const waited = { HoldTime: first, DestUniqueid: second, RingTime: third };
      return [
        userEvent('QueueCallerLeave', caller),
        userEvent('AgentConnect', { ...call, ...waited }),
      ];
    }
    case 'COMPLETECALLER':
    case 'COMPLETEAGENT':
    case 'BLINDTRANSFER':
    case 'ATTENDEDTRANSFER':
      return [userEvent('AgentComplete', { ...call, ...completed(event, fields) })];
    case 'ABANDON': {
      const waited = { Position: first, OriginalPosition: second, HoldTime: third };
      return [
        userEvent('QueueCallerAbandon', { ...caller, ...waited }),
        userEvent('QueueCallerLeave', { ...caller, Position: first }),
      ];
    }
    case 'EXITWITHKEY':
      return [userEvent('QueueCallerLeave', { ...caller, Position: second })];
    case 'EXITWITHTIMEOUT':
    case 'EXITEMPTY':
    case 'WITHDRAW':
      return [userEvent('QueueCallerLeave', { ...caller, Position: first })];
    case 'RINGNOANSWER':
      return [userEvent('AgentRingNoAnswer', { ...call, RingTime: first })];
    case 'AGENTDUMP':
      return [userEvent('AgentDump', call)];
    case 'ADDMEMBER':
      return [userEvent('QueueMemberAdded', { ...place, Paused: first === 'PAUSED' ? '1' : '0' })];
    case 'REMOVEMEMBER':
      return [userEvent('QueueMemberRemoved', place)];
    case 'PAUSE':
      return [userEvent('QueueMemberPause', { ...place, Paused: '1', PausedReason: first })];
    case 'UNPAUSE':
      return [userEvent('QueueMemberPause', { ...place, Paused: '0', PausedReason: '' })];
    default:
      return [];
  }
}

/** `ENTERQUEUE`: nothing, number, position, and the name where it is written. */
const joined = ([, number = '', position = '', name]: readonly string[]): Headers => ({
  CallerIDNum: number,
  ...(name === undefined ? {} : { CallerIDName: name }),
  Position: position,
});

/** Before the last field, the position: wait and talk. */
const completed = (event: string, fields: readonly string[]): Headers => ({
  HoldTime: fields.at(-3) ?? '',
  TalkTime: fields.at(-2) ?? '',
  Reason: { COMPLETECALLER: 'caller', COMPLETEAGENT: 'agent' }[event] ?? 'transfer',
});

/** Headers without a value are left out, and so is what there is none of. */
function userEvent(name: string, headers: Headers): AmiAction {
  const action: Record<string, string> = { Action: 'UserEvent', UserEvent: name };
  for (const [header, value] of Object.entries(headers)) {
    if (value !== '' && value !== NONE) action[header] = fieldOf(value);
  }
  return action as AmiAction;
}
