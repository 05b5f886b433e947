/** What the phone tells the desk, and what the desk asks of it. */

/**
 * - `opening`: on its way to the switch. `ready`: it would ring. `lost`: connecting again.
 * - `refused`: the server or the switch does not want it; `why` says why.
 * - `elsewhere`: the agent has opened it on another machine. `in-use`: in another window of this
 * browser.
 */
export type LineState = 'opening' | 'ready' | 'lost' | 'refused' | 'elsewhere' | 'in-use';

/** `denied`: the browser does not give it to this page. `missing`: there is none. */
export type MicrophoneState = 'asking' | 'on' | 'denied' | 'missing';

export interface PhoneCall {
  /** `returning`: a call of a page that has gone is being taken up again. */
  readonly state: 'ringing' | 'answering' | 'talking' | 'returning';
  readonly caller: { readonly number: string; readonly name: string };
  /** When the state was entered; epoch ms of this machine. */
  readonly since: number;
}

export interface PhoneState {
  /** A window of its own, which no reload of a page touches; or a part of a page. */
  readonly place: 'window' | 'page';
  readonly line: LineState;
  readonly why: string | null;
  readonly microphone: MicrophoneState;
  readonly muted: boolean;
  readonly call: PhoneCall | null;
}

export type PhoneAction = 'answer' | 'hang-up' | 'mute' | 'unmute' | 'close';

/** What goes over the `BroadcastChannel` of this name. */
export type PhoneMessage =
  | { readonly tell: PhoneState }
  | { readonly act: PhoneAction }
  | { readonly ask: true };
export const phoneChannelName = 'tsunagi-phone';
/** Held for as long as a phone is open in this browser; free as soon as its page has gone. */
export const phoneLockName = 'tsunagi-phone';
