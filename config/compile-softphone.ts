/** Agents who talk in the browser. */

import { secretOf } from './compile-server.ts';
import type { Compiling } from './compiling.ts';
import type { Path } from './report.ts';
import type { ConfigInput } from './schema.ts';
import type { SoftphoneSite } from './site.ts';

/**
 * A softphone of an agent: it needs a way for browsers, and a password that somebody makes.
 */
export function softphoneOf(
  compiling: Compiling,
  agent: string,
  written: ConfigInput['agents'][string]['softphone'],
): { readonly softphone?: SoftphoneSite } {
  if (!written) return {};
  const { input, report, isDamaged } = compiling;
  const path: Path = ['agents', agent, 'softphone'];
  if (!input.server.softphone && !isDamaged(['server'])) {
    report.tell('missing-key', path, 'nothing says where browsers reach the switch', {
      at: 'key',
      hint: 'add `softphone: { url: wss://… }` under `server:`',
    });
  }
  const { user, password } = written;
  if (password !== undefined) {
    return { softphone: { user, password: secretOf(compiling, [...path, 'password'], password) } };
  }
  const switches = Object.values(input.switches);
  if (switches.length > 0 && !switches.some(({ kind }) => kind === 'asterisk-ari')) {
    const message = 'without ARI no password can be made for this softphone';
    report.tell('missing-secret', path, message, {
      hint: 'add `password:`, a reference to the one that stands in pjsip.conf',
    });
  }
  return { softphone: { user } };
}
