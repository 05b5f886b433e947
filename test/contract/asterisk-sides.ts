/** The interfaces by which a router reaches a real Asterisk, for the worlds of the contract. */

import { createAsteriskAmi } from '../../adapters/asterisk-ami/switch/adapter.ts';
import { createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import type { SwitchPort } from '../../adapters/port.ts';
import type { AsteriskServer } from '../asterisk/server.ts';

/** Where a channel is in the dialplan, as ARI shows it. */
export interface Dialplan {
  readonly app_name: string;
  readonly context: string;
  readonly exten: string;
  readonly priority: number;
}

/** The interface a world is spoken to by. */
export interface Side {
  /** Its port at the switch. */
  port(server: AsteriskServer): number;
  /** `linePort`: where the line to that port can be cut. */
  createPort(server: AsteriskServer, linePort: number): SwitchPort;
  /** Whether a channel in this place is with the router. */
  isInside(dialplan: Dialplan): boolean;
}

/** `restOverWebSocket` as in the configuration. */
export const ari = (restOverWebSocket: 'auto' | 'never'): Side => ({
  port: ({ httpPort }) => httpPort,
  createPort: ({ user, password, amiPort }, linePort) =>
    createAsteriskAri({
      id: 'contract',
      kind: 'asterisk-ari',
      url: `http://127.0.0.1:${linePort}`,
      ...{ user, password },
      app: 'tsunagi',
      originatesPerSecond: 50,
      restOverWebSocket,
      ami: { host: '127.0.0.1', port: amiPort, user, password },
    }),
  isInside: ({ app_name: app }) => app === 'Stasis',
});

export const ami: Side = {
  port: ({ amiPort }) => amiPort,
  createPort: ({ user, password }, port) =>
    createAsteriskAmi({
      id: 'contract',
      kind: 'asterisk-ami',
      ...{ host: '127.0.0.1', port, user, password },
      tls: false,
      context: 'tsunagi',
      originatesPerSecond: 50,
    }),
  // Also on the way to us, in the first line of the trunk's context.
  isInside: ({ context, exten, priority }) =>
    (context === 'tsunagi' && exten !== 'back' && exten !== 'leave') ||
    (context === 'from-trunk' && priority === 1),
};
