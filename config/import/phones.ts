/**
 * The phone behind an interface of `app_queue`. `PJSIP/1001` is one; behind `Local/1001@agents`
 * stands the one whose state counts: a device, or the hint FreePBX names.
 */

import { phoneForm } from '../scalars.ts';
import { type Dialplan, findExtension } from './dialplan.ts';
import { differs, exact, none, type Verdict } from './findings.ts';
import type { Seat } from './source.ts';

/** A phone, what its agent is called by default, and how near it is to what was written. */
export interface PhoneFound {
  readonly phone: string;
  /** `1001`. */
  readonly peer: string;
  readonly verdict: Verdict;
}

/** `technology` is assumed of extensions of which only the number is known. */
export function phoneOf(
  { phone, state }: Seat,
  dialplan: Dialplan | undefined,
  technology: string,
): PhoneFound | { readonly verdict: Verdict } {
  const local = /^Local\/([^/@]+)@?([^/]*)(\/.*)?$/i.exec(phone);
  if (local !== null) return localPhone(local, state, dialplan, technology);
  if (/^Agent\//i.test(phone)) {
    const why = 'agents who keep a line open (AgentLogin) do not exist here: phones are rung';
    return { verdict: none(why, 'name the agent’s phone under `agents:`') };
  }
  const whole = phone.replace(/^[a-z0-9]+/i, (word) => word.toUpperCase());
  if (!phoneForm.test(whole)) {
    const why = 'a phone is technology and peer; this is a string to dial';
    const advice = 'make an extension that dials it, and write `phone: Local/EXTENSION@CONTEXT`';
    return { verdict: none(why, advice) };
  }
  const device = stateDevice(state);
  if (device !== undefined && device !== whole) {
    const why = `${state} told whether the phone is free; here the phone itself does`;
    return found(whole, differs(`phone: ${whole}`, why));
  }
  return found(whole, exact(`phone: ${whole}`));
}

const found = (phone: string, verdict: Verdict): PhoneFound => ({
  phone,
  peer: phone.slice(phone.indexOf('/') + 1).replace(/@.*$/, ''),
  verdict,
});

function localPhone(
  [whole, extension = '', context = '', flags = '']: readonly string[],
  state: string,
  dialplan: Dialplan | undefined,
  technology: string,
): PhoneFound {
  const through = `the phone is rung itself, not through ${whole}`;
  const rules =
    'what that extension does beside (follow-me, forwarding, recording) does not happen';
  const device = stateDevice(state);
  if (device !== undefined)
    return found(device, differs(`phone: ${device}`, `${through}: ${rules}`));
  const hint = /^hint:([^@]+)(?:@(.+))?$/i.exec(state);
  if (hint !== null) {
    const [, name = '', at = 'default'] = hint;
    const devices = dialplan && findExtension(dialplan, at, name)?.hint;
    const known = devices
      ?.split(/[&,]/)
      .find((each) => phoneForm.test(each.trim()))
      ?.trim();
    const phone = known ?? `${technology}/${name}`;
    const assumed = known === undefined ? `${phone} is assumed, for no hint was read; ` : '';
    const verdict = differs(
      `phone: ${phone}`,
      `${assumed}${through}: ${rules}`,
      known === undefined
        ? 'see that the phone is right, or import extensions*.conf too'
        : undefined,
    );
    return found(phone, verdict);
  }
  const phone = `Local/${extension}@${context === '' ? 'default' : context}`;
  const stateless = 'it has no state of its own: whether it is free shows only when it is rung';
  const flag = flags === '' ? '' : `, without ${flags}`;
  return found(phone, differs(`phone: ${phone}`, `rung through the dialplan${flag}; ${stateless}`));
}

/** A state interface that is a phone. */
function stateDevice(state: string): string | undefined {
  const device = state.replace(/^[a-z0-9]+(?=\/)/i, (word) => word.toUpperCase());
  return /^LOCAL\//.test(device) || !phoneForm.test(device) ? undefined : device;
}
