/** Actions of AMI about channels, and what is made of their answers. */

import type { Desk } from '../../asterisk/desk.ts';
import { type AmiAction, AmiActionError, type AmiMessage } from '../message.ts';
import { type AmiAsker, AmiError } from '../questions.ts';
import type { Station } from './dialplan.ts';

/** Between two attempts to move a channel that is being moved just now. */
const moveAgainMs = 20;
/** A channel that cannot be moved for so long has hung up. */
const moveAttempts = 50;

export class ChannelCommands {
  readonly #ami: AmiAsker;
  /** Where each channel was last to be moved; a newer order takes the place of an older one. */
  readonly #moves = new Map<string, symbol>();
  /** Given once it is made. */
  desk!: Desk;

  constructor(ami: AmiAsker) {
    this.#ami = ami;
  }

  /** The channel has ended. */
  forget(channel: string): void {
    this.#moves.delete(channel);
  }

  /**
   * Undefined: it goes there, or has gone altogether. Asterisk refuses to move a channel that has
   * not yet begun to go where it was sent last, in the words of one that hangs up.
   */
  async move(channel: string, station: Station): Promise<string | undefined> {
    const order = Symbol(station);
    this.#moves.set(channel, order);
    const place = { Context: this.desk.app, Exten: station, Priority: 1 };
    for (let attempt = 1; attempt <= moveAttempts; attempt++) {
      try {
        await this.#ami.ask({ Action: 'Redirect', Channel: channel, ...place });
        return undefined;
      } catch (error) {
        if (isGone(error)) this.#moves.delete(channel);
        if (!isBusy(error)) return this.#failed(error);
      }
      await new Promise<void>((resolve) => this.desk.clock.setTimer(moveAgainMs, resolve));
      if (this.#moves.get(channel) !== order) return undefined;
    }
    return undefined;
  }

  async set(channel: string, variable: string, value: string): Promise<boolean> {
    const done = await this.ask({
      Action: 'Setvar',
      Channel: channel,
      Variable: variable,
      Value: value,
    });
    return typeof done !== 'string';
  }

  /** The dialplan context of a channel; undefined: nobody knows. */
  async contextOf(channel: string): Promise<string | 'gone' | undefined> {
    try {
      const action = { Action: 'Getvar', Channel: channel, Variable: 'CONTEXT' };
      return (await this.#ami.ask(action)).text('Value');
    } catch (error) {
      return isGone(error) ? 'gone' : undefined;
    }
  }

  /** A variable or function, of no channel unless one is given; undefined: nobody knows. */
  async value(variable: string, channel?: string): Promise<string | undefined> {
    const of = channel === undefined ? {} : { Channel: channel };
    try {
      return (await this.#ami.ask({ Action: 'Getvar', Variable: variable, ...of })).text('Value');
    } catch {
      return undefined;
    }
  }

  /**
   * A failure is told as trouble, unless the channel has gone anyway: the answer, undefined when it
   * has, or what went wrong.
   */
  async ask(action: AmiAction): Promise<AmiMessage | undefined | string> {
    try {
      return await this.#ami.ask(action);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): string | undefined {
    if (isGone(error)) return undefined;
    const { message } = error as Error;
    // While contact is lost the loss has been told, and the resync puts things right.
    if (this.desk.connected) this.trouble(codeOf(error), message);
    return message;
  }

  trouble(code: 'command-failed' | 'no-answer', what: string): void {
    const retriable = code === 'no-answer';
    this.desk.listener.onTrouble({ code, message: `Asterisk’s AMI: ${what}`, retriable });
  }
}

const codeOf = (error: unknown): 'command-failed' | 'no-answer' =>
  error instanceof AmiError && error.kind === 'no-answer' ? 'no-answer' : 'command-failed';

/** Asterisk has said no, or could not be asked this at all. */
export const wasRefused = (error: unknown): boolean =>
  error instanceof AmiActionError || (error instanceof AmiError && error.kind === 'refused');

const refusedWith = (error: unknown, words: RegExp): boolean =>
  error instanceof AmiError && error.kind === 'refused' && words.test(error.message);

/** The channel has hung up; its event is on its way. */
const isGone = (error: unknown): boolean =>
  refusedWith(error, /no such channel|does not exist|not found/i);

const isBusy = (error: unknown): boolean => refusedWith(error, /channel not up/i);
