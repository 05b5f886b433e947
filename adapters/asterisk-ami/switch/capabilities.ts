/** What routing by AMI can do, known before it is connected; the rest is refused by `check`. */

import type { SwitchCapabilities } from '../../port.ts';
import type { TalkAbility } from '../../talk-port.ts';

/**
 * `tone:` is missing: `PlayTones()` of the dialplan neither ends by itself nor says when it has.
 */
export const mediaKinds = ['sound', 'recording', 'number', 'digits', 'characters'] as const;

/** Of rules 24 to 35. */
export const amiCannot = {
  'talk-with':
    'by AMI who is consulted cannot wait aside: complete, or go back to the caller and ask again',
  conference: 'Asterisk’s AMI joins two at a time; three need ARI',
  'phone-transfer':
    'by AMI a transfer by the phone sends away whom the phone talks with, be it the third party',
} as const satisfies Partial<Record<TalkAbility, string>>;

export const amiCapabilities = {
  name: 'Asterisk (AMI)',
  announce: true,
  mediaKinds,
  record: true,
  transfer: true,
  phoneStates: true,
  links: true,
} as const satisfies Omit<SwitchCapabilities, 'version'>;

/** Why the dialplan cannot say this; undefined: it can. A half-sentence about the media. */
export function whyUnsayable(media: string): string | undefined {
  const kind = media.slice(0, media.indexOf(':'));
  if (!mediaKinds.some((each) => each === kind)) {
    return `is none of ${mediaKinds.map((each) => `${each}:`).join(', ')}`;
  }
  const part = /[&,\p{Cc}]/u.exec(media);
  return part
    ? `holds ${JSON.stringify(part[0])}, which the dialplan takes for its own`
    : undefined;
}
