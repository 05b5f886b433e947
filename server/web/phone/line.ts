/** The way to the switch: SIP in a WebSocket, one call at a time. */

import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession as Dialogue } from 'jssip/lib/RTCSession';
import type { IncomingRequest, OutgoingRequest } from 'jssip/lib/SIPMessage';
import type { RTCSessionEvent as CallEvent } from 'jssip/lib/UA';
import type { SoftphoneAccess } from '../../wire/softphone.ts';
import {
  forgetCall,
  type KeptCall,
  keepCall,
  keptCall,
  withinDialog,
  withNewKeys,
} from './kept-call.ts';
import type { PhoneCall } from './state.ts';

export interface LineHooks {
  /** Of the microphone: what the caller hears. */
  voice(): MediaStream;
  ready(): void;
  lost(): void;
  /** `afterLoss`: the switch may have started anew and forgotten the password. */
  refused(why: string, afterLoss: boolean): void;
  call(call: PhoneCall | null): void;
  /** What the agent hears. */
  sound(stream: MediaStream): void;
}

/** Seconds. Also what is left of a window that was closed without a word. */
const registrationSeconds = 120;
const pcConfig: RTCConfiguration = { iceServers: [] };

export class Line {
  readonly #hooks: LineHooks;
  readonly #user: string;
  readonly #socket: WebSocketInterface;
  readonly #agent: UA;
  #dialogue: Dialogue | undefined;
  #call: PhoneCall | null = null;
  /** The connection was lost since the switch last let us in. */
  #wasLost = true;

  constructor({ url, user, password }: SoftphoneAccess, hooks: LineHooks) {
    this.#hooks = hooks;
    this.#user = user;
    this.#socket = new WebSocketInterface(url);
    const agent = new UA({
      sockets: this.#socket,
      uri: `sip:${user}@${new URL(url).hostname}`,
      authorization_user: user,
      password,
      register_expires: registrationSeconds,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
      user_agent: 'Tsunagi',
    });
    this.#agent = agent;
    agent.on('connected', () => this.#connected());
    agent.on('disconnected', () => {
      this.#wasLost = true;
      hooks.lost();
    });
    agent.on('registered', () => {
      this.#wasLost = false;
      hooks.ready();
    });
    agent.on('registrationFailed', ({ response, cause }) => {
      // Of a connection that was lost meanwhile: it is made again by itself.
      if (!response) return;
      hooks.refused(`${response.status_code} ${response.reason_phrase || cause}`, this.#wasLost);
    });
    agent.on('newRTCSession', (event: CallEvent) => {
      const { request } = event;
      if (event.originator === 'remote') this.#rings(event.session, request as IncomingRequest);
      else this.#returns(event.session, request as OutgoingRequest);
    });
    agent.start();
  }

  get isInCall(): boolean {
    return this.#dialogue !== undefined;
  }

  /** Another password for the next attempt, which is made at once. */
  changePassword(password: string): void {
    this.#agent.set('password', password);
    this.#agent.register();
  }

  answer(): void {
    if (this.#call?.state !== 'ringing') return;
    this.#tell({ ...this.#call, state: 'answering', since: Date.now() });
    this.#dialogue?.answer({ mediaStream: this.#hooks.voice(), pcConfig });
  }

  hangUp(): void {
    this.#dialogue?.terminate();
  }

  mute(on: boolean): void {
    if (on) this.#dialogue?.mute({ audio: true });
    else this.#dialogue?.unmute({ audio: true });
  }

  /** Another microphone in the call that is on. */
  async speakWith(track: MediaStreamTrack): Promise<void> {
    const connection = this.#dialogue?.connection;
    for (const sender of connection?.getSenders() ?? []) await sender.replaceTrack(track);
  }

  /** A call that is on stays with the switch, for the next page. */
  stop(): void {
    this.#agent.removeAllListeners();
    if (!this.#dialogue) {
      this.#agent.stop();
      return;
    }
    // JsSIP would hang up: it is not asked.
    this.#socket.disconnect();
    this.#dialogue.connection?.close();
  }

  #connected(): void {
    if (this.#dialogue?.isEstablished()) {
      // The switch learns where the phone is now, and the sound finds its new way.
      this.#dialogue.renegotiate({ rtcOfferConstraints: { iceRestart: true } });
      return;
    }
    const kept = keptCall(this.#user);
    if (kept && !this.#dialogue) {
      this.#agent.call(kept.target, { mediaStream: this.#hooks.voice(), pcConfig });
    }
  }

  #rings(dialogue: Dialogue, request: IncomingRequest): void {
    if (this.#dialogue) {
      dialogue.terminate({ status_code: 486 });
      return;
    }
    const { from } = request;
    const caller = { number: from.uri.user ?? '', name: from.display_name ?? '' };
    this.#follow(dialogue);
    dialogue.on('confirmed', () => this.#talks(keptOf(request, this.#user, caller)));
    this.#tell({ state: 'ringing', caller, since: Date.now() });
  }

  #returns(dialogue: Dialogue, request: OutgoingRequest): void {
    const kept = keptCall(this.#user);
    if (!kept) return;
    withinDialog(request, kept, Date.now());
    this.#follow(dialogue);
    dialogue.on('sdp', (description) => {
      if (description.originator === 'local') description.sdp = withNewKeys(description.sdp);
    });
    dialogue.on('confirmed', () => this.#talks(kept));
    this.#tell({ state: 'returning', caller: kept.caller, since: Date.now() });
  }

  #follow(dialogue: Dialogue): void {
    this.#dialogue = dialogue;
    const over = () => {
      forgetCall();
      this.#dialogue = undefined;
      this.#tell(null);
    };
    dialogue.on('ended', over);
    dialogue.on('failed', over);
    const listen = (connection: RTCPeerConnection) => {
      connection.addEventListener('track', ({ streams, track }) => {
        this.#hooks.sound(streams[0] ?? new MediaStream([track]));
      });
    };
    // Of a call that we make it is there already.
    if (dialogue.connection) listen(dialogue.connection);
    else dialogue.on('peerconnection', ({ peerconnection }) => listen(peerconnection));
  }

  #talks(kept: KeptCall): void {
    keepCall(kept);
    this.#tell({ state: 'talking', caller: kept.caller, since: kept.talkingSince });
  }

  #tell(call: PhoneCall | null): void {
    this.#call = call;
    this.#hooks.call(call);
  }
}

/** JsSIP has them, and does not say so in its types. */
interface Tagged {
  readonly call_id: string;
  readonly from_tag: string;
  readonly to_tag: string;
}

function keptOf(request: IncomingRequest, user: string, caller: KeptCall['caller']): KeptCall {
  const { call_id: callId, from_tag: remoteTag, to_tag: localTag } = request as unknown as Tagged;
  const { uri } = request.parseHeader<{ uri: { toString(): string } }>('contact');
  return {
    ...{ user, callId, localTag, remoteTag, caller },
    target: uri.toString(),
    remote: request.from.uri.toString(),
    talkingSince: Date.now(),
  };
}
