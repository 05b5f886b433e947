/** Channels of a switch as its manager interface lists them, for tests of who asks for them. */

import { said, type Treat } from './ami-server.ts';

export interface FakeChannel {
  readonly name: string;
  /** What was given to its application, `tsunagi,entry,5001`. */
  readonly args: string;
  readonly id?: string;
  readonly bridge?: string;
  readonly app?: string;
  readonly number?: string;
  readonly duration?: string;
  /** What its variable `TSUNAGI_CALL` holds; undefined: the channel has gone meanwhile. */
  readonly kept?: string | undefined;
}

/** Answers to `CoreShowChannels` and `Getvar`; every place is in its dialplan. */
export function fakeSwitch(channels: readonly FakeChannel[]): Treat {
  return (action) => {
    const ActionID = action.text('ActionID');
    const heading = said({ Response: 'Success', ActionID, EventList: 'start' });
    const end = said({ Event: 'Complete', ActionID, EventList: 'Complete' });
    switch (action.get('Action')) {
      case 'CoreShowChannels':
        return heading + channels.map((each) => listed(each, ActionID)).join('') + end;
      case 'ShowDialPlan':
        return heading + end;
      case 'Getvar': {
        const kept = channels.find(({ name }) => name === action.get('Channel'))?.kept;
        return kept === undefined
          ? said({ Response: 'Error', ActionID, Message: 'No such channel' })
          : said({ Response: 'Success', ActionID, Variable: 'TSUNAGI_CALL', Value: kept });
      }
      default:
        return undefined;
    }
  };
}

const listed = (channel: FakeChannel, id: string): string =>
  `Event: CoreShowChannel
ActionID: ${id}
Channel: ${channel.name}
CallerIDNum: ${channel.number ?? '0311110001'}
CallerIDName: <unknown>
Context: from-trunk
Exten: 5001
Priority: 1
Uniqueid: ${channel.id ?? `asterisk-${channel.name}`}
Application: ${channel.app ?? 'Stasis'}
ApplicationData: ${channel.args}
Duration: ${channel.duration ?? '00:00:10'}
BridgeId: ${channel.bridge ?? ''}

`.replaceAll('\n', '\r\n');
