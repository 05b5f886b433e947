/** Requests of ARI as the ways make them: refusals and silence told as trouble, nothing thrown. */

import type { Desk } from '../asterisk/desk.ts';
import { AriError } from './errors.ts';
import { type AriReply, type AriRequest, type AriRest, messageOf, ok } from './messages.ts';

export const pathOf = (channel: string): string => `channels/${encodeURIComponent(channel)}`;
export const bridgePathOf = (bridge: string): string => `bridges/${encodeURIComponent(bridge)}`;

/** Why it was not done. */
export const whyNot = (reply: AriReply | undefined): string =>
  reply ? `Asterisk says ${reply.status} ${messageOf(reply)}` : 'no reply from Asterisk';

export abstract class AriRequests {
  protected readonly rest: AriRest;
  /** Given once it is made. */
  desk!: Desk;

  constructor(rest: AriRest) {
    this.rest = rest;
  }

  /** What is only looked at: a failure is no trouble. */
  protected async read(
    path: string,
    query?: Readonly<Record<string, string>>,
  ): Promise<AriReply | undefined> {
    try {
      const reply = await this.rest.send({ method: 'GET', path, ...(query && { query }) });
      return ok(reply) ? reply : undefined;
    } catch {
      return undefined;
    }
  }

  /** A failure is told as trouble, unless the thing has gone anyway. */
  protected async request(
    what: AriRequest,
    refusal: 'told' | 'quietly' = 'told',
  ): Promise<AriReply | undefined> {
    try {
      const reply = await this.rest.send(what);
      if (!ok(reply) && reply.status !== 404 && refusal === 'told') this.refused(what, reply);
      return reply;
    } catch (error) {
      // While contact is lost the loss has been told, and the resync puts things right.
      if (this.desk.connected && error instanceof AriError) {
        const { code, message } = error;
        this.desk.listener.onTrouble({ code, message, retriable: true });
      }
      return undefined;
    }
  }

  /**
   * 409: the channel has just left the application, or the thing is there already. Neither is
   * trouble.
   */
  protected refused(what: AriRequest, reply: AriReply): void {
    if (reply.status === 409) return;
    const why = `${reply.status} ${messageOf(reply)}`;
    const message = `Asterisk refused ${what.method} ${what.path}: ${why}`;
    this.desk.listener.onTrouble({
      ...{ code: 'command-failed', message },
      retriable: reply.status >= 500,
    });
  }
}
