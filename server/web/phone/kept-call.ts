/**
 * The call a page of the phone is in, kept for a page that comes after it. The caller is still
 * connected with the switch when a browser is killed or its page reloaded; a new page says who it
 * is within the same SIP dialog (RFC 3261, 12) and has the sound sent to itself. The switch sees
 * nothing but a phone that has moved: no offer, recording or transfer notices.
 */

export interface KeptCall {
  /** Whose: the user of the softphone. */
  readonly user: string;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** Where requests within the dialog go. */
  readonly target: string;
  /** The switch's own address in the dialog. */
  readonly remote: string;
  readonly caller: { readonly number: string; readonly name: string };
  readonly talkingSince: number;
}

const key = 'tsunagi-call';

export const keepCall = (call: KeptCall): void => localStorage.setItem(key, JSON.stringify(call));

export const forgetCall = (): void => localStorage.removeItem(key);

/** The call of this user; one of another person at this browser is forgotten. */
export function keptCall(user: string): KeptCall | undefined {
  const text = localStorage.getItem(key);
  if (text === null) return undefined;
  const kept = JSON.parse(text) as KeptCall;
  if (kept.user === user) return kept;
  forgetCall();
  return undefined;
}

/** Of JsSIP's request, as far as it is made another. */
interface Invite {
  call_id: string;
  cseq: number;
  readonly from: { setParam(key: string, value: string): void; toString(): string };
  setHeader(name: string, value: string): void;
}

/**
 * Makes an INVITE that is about to be sent one of the dialog. Its number must be higher than any
 * before: seconds are, whatever pages came before this one.
 */
export function withinDialog(invite: Invite, kept: KeptCall, now: number): void {
  const number = Math.floor(now / 1000);
  invite.call_id = kept.callId;
  invite.cseq = number;
  invite.from.setParam('tag', kept.localTag);
  invite.setHeader('call-id', kept.callId);
  invite.setHeader('cseq', `${number} INVITE`);
  invite.setHeader('from', invite.from.toString());
  invite.setHeader('to', `<${kept.remote}>;tag=${kept.remoteTag}`);
}

/**
 * Has the keys of the sound agreed upon anew, begun by this page. Asterisk takes a page that has
 * come in another's place for the same one, whose keys it knows, unless who begins changes: so it
 * is changed for the whole, and back for the sound. (res_pjsip_sdp_rtp `parse_dtls_attrib`,
 * res_rtp_asterisk `dtls_set_setup`; it does not look at RFC 8842's fingerprints and ids.)
 */
export const withNewKeys = (sdp: string): string =>
  sdp
    .replace(/^(t=.*\r?\n)/m, '$1a=setup:passive\r\n')
    .replaceAll(/^a=setup:actpass/gm, 'a=setup:active')
    // A page that must not know its address says so; Asterisk would take that for a call on hold.
    .replaceAll(/^c=IN IP4 0\.0\.0\.0/gm, 'c=IN IP4 192.0.2.1');
