/** The AMI switch port beside a manager interface that does what a test says, clock and all. */

import { afterEach, beforeEach } from 'vitest';
import type { AmiMessage } from '../../adapters/asterisk-ami/message.ts';
import { createAsteriskAmi } from '../../adapters/asterisk-ami/switch/adapter.ts';
import { createManualClock } from '../../adapters/clock.ts';
import type { SwitchFact, SwitchPort, SwitchTrouble } from '../../adapters/port.ts';
import { asCallId } from '../../core/routing/ids.ts';
import { AmiServer, said } from './ami-server.ts';

export class AmiPortScene {
  clock = createManualClock(1_000_000);
  server = new AmiServer();
  facts: SwitchFact[] = [];
  troubles: SwitchTrouble[] = [];
  /** Asterisk's refusal of an action; undefined: it does it. */
  refuse: (action: AmiMessage) => string | undefined = () => undefined;
  /** Whether events reach us: `read = user` in manager.conf. */
  tellsEvents = true;
  #ports: SwitchPort[] = [];
  #calls = 1;

  constructor() {
    beforeEach(async () => {
      this.clock = createManualClock(1_000_000);
      this.server = new AmiServer();
      this.facts = [];
      this.troubles = [];
      this.#calls = 1;
      this.refuse = () => undefined;
      this.tellsEvents = true;
      this.server.treat = (action) => this.#treat(action);
      await this.server.start();
    });
    afterEach(async () => {
      for (const port of this.#ports.splice(0)) await port.stop();
      await this.server.stop();
    });
  }

  /** A port that has been started; `started` of it resolves when it is up. */
  start(password = 'secret'): { readonly port: SwitchPort; readonly started: Promise<void> } {
    const port = createAsteriskAmi(
      {
        id: 'pbx',
        kind: 'asterisk-ami',
        host: '127.0.0.1',
        port: this.server.port,
        user: 'tsunagi',
        password,
        tls: false,
        context: 'tsunagi',
        originatesPerSecond: 50,
      },
      { clock: this.clock },
    );
    this.#ports.push(port);
    const started = port.start({
      onFact: (fact) => {
        this.facts.push(fact);
        this.server.look();
      },
      onTrouble: (trouble) => {
        this.troubles.push(trouble);
        this.server.look();
      },
      mintCall: () => asCallId(this.#calls++),
    });
    return { port, started };
  }

  event(fields: Readonly<Record<string, string>>): void {
    this.server.say(said(fields));
  }

  /** A caller who has come; resolves when the router knows. */
  async enter(channel = 'PJSIP/trunk-1', id = '17.1', name = ''): Promise<void> {
    const before = this.facts.length;
    this.event({
      ...{ Event: 'UserEvent', Channel: channel, ChannelStateDesc: 'Ring', CallerIDNum: '03' },
      ...{ CallerIDName: name, Context: 'tsunagi', Exten: 'caller', Uniqueid: id },
      ...{ UserEvent: 'Tsunagi', App: 'tsunagi', Kind: 'caller' },
      ...{ Dialled: '5000', Args: 'entry&5000&&' },
    });
    await this.until(() => this.facts.length > before);
  }

  until = (want: () => boolean): Promise<void> => this.server.until(want);

  /** Fields of the actions of this name so far. */
  asked(name: string): readonly AmiMessage[] {
    return this.server.heard.filter((each) => each.get('Action') === name);
  }

  #treat(action: AmiMessage): string | undefined {
    const ActionID = action.text('ActionID');
    const why = this.refuse(action);
    if (why !== undefined) return said({ Response: 'Error', ActionID, Message: why });
    const list = said({ Response: 'Success', ActionID, EventList: 'start' });
    const complete = said({ Event: 'Done', ActionID, EventList: 'Complete' });
    switch (action.get('Action')) {
      case 'CoreSettings':
        return said({ Response: 'Success', ActionID, AsteriskVersion: '16.28.0' });
      case 'ShowDialPlan':
      case 'Status':
      case 'CoreShowChannels':
        return list + complete;
      case 'UserEvent': {
        const told = ['UserEvent', 'App', 'Router', 'Says'].map((name) => [
          name,
          action.text(name),
        ]);
        const echo = said({ Event: 'UserEvent', ActionID, ...Object.fromEntries(told) });
        const done = said({ Response: 'Success', ActionID, Message: 'Event Sent' });
        if (this.tellsEvents) for (const socket of this.server.sockets) socket.write(echo);
        return done;
      }
      default:
        return undefined;
    }
  }
}
