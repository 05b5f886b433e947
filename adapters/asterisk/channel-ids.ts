/**
 * Ids of our channels and bridges: they begin with the name of our application and say what they
 * are of, so that an adapter that starts anew knows them again.
 */

import {
  asCallId,
  asLinkId,
  asOfferId,
  type CallId,
  type LinkId,
  type OfferId,
} from '../../core/routing/ids.ts';

export const legChannelOf = (app: string, offer: number): string => `${app}-${offer}`;
/** Must differ from the channel's: Asterisk keys an application's subscriptions by id alone. */
export const bridgeOf = (app: string, offer: number): string => `${app}-${offer}-talk`;

/** Not a leg's with something behind it: Asterisk 22 would take that leg's id for given already. */
export const customerChannelOf = (app: string, offer: number): string => `${app}-customer-${offer}`;

/** What of an offer has this id; undefined: it is none of ours. */
export function partOf(
  app: string,
  id: string,
): { readonly offer: OfferId; readonly part: 'leg' | 'talk' | 'customer' } | undefined {
  if (!id.startsWith(`${app}-`)) return undefined;
  const match = /^(customer-)?(\d+)(-talk)?$/.exec(id.slice(app.length + 1));
  if (!match) return undefined;
  const [, customer, offer, talk] = match;
  const part = talk ? 'talk' : customer ? 'customer' : 'leg';
  return { offer: asOfferId(Number(offer)), part };
}

/**
 * Call and link in the id: an adapter that starts anew finds them there. `attempt`: a number no
 * other has, because Asterisk refuses an id for some milliseconds after it has told the end of the
 * channel that had it.
 */
export const linkChannelOf = (app: string, call: number, attempt: number, link: string): string =>
  `${app}-link-${call}-${attempt}-${link}`;
export const linkBridgeOf = (app: string, call: number): string => `${app}-linked-${call}`;

/** Call and link of a channel to a far end; undefined: it is none. */
export function linkOfChannel(
  app: string,
  id: string,
): { readonly call: CallId; readonly link: LinkId } | undefined {
  if (!id.startsWith(`${app}-link-`)) return undefined;
  const [, call, link] = /^(\d+)-\d+-(.+)$/.exec(id.slice(app.length + 6)) ?? [];
  return link === undefined ? undefined : { call: asCallId(Number(call)), link: asLinkId(link) };
}

export const isLinkBridge = (app: string, id: string): boolean =>
  id.startsWith(`${app}-linked-`) && /^\d+$/.test(id.slice(app.length + 8));

/** The call in the id: an adapter that starts anew finds it there. */
export const dialChannelOf = (app: string, call: number): string => `${app}-dial-${call}`;

/** Whether a channel is of somebody who was dialled, be it a caller by now. */
export const isDial = (app: string, id: string): boolean =>
  id.startsWith(`${app}-dial-`) && /^\d+$/.test(id.slice(app.length + 6));

/** With a number no other has, as of a link: an agent may consult twice within a second. */
export const thirdChannelOf = (app: string, offer: number, attempt: number): string =>
  `${app}-third-${offer}-${attempt}`;

/** The offer whose agent consults this channel; undefined: it is none. */
export function offerOfThird(app: string, id: string): OfferId | undefined {
  if (!id.startsWith(`${app}-third-`)) return undefined;
  const [, offer] = /^(\d+)-\d+$/.exec(id.slice(app.length + 7)) ?? [];
  return offer === undefined ? undefined : asOfferId(Number(offer));
}

export const watchChannelOf = (app: string, supervision: number): string =>
  `${app}-watch-${supervision}`;
export const watchBridgeOf = (app: string, supervision: number): string =>
  `${app}-watching-${supervision}`;
export const earChannelOf = (app: string, supervision: number, attempt: number): string =>
  `${app}-ear-${supervision}-${attempt}`;

/** A supervisor's phone, or the channel through which it listens. */
export const isWatch = (app: string, id: string): boolean =>
  id.startsWith(`${app}-`) && /^(watch-\d+|ear-\d+-\d+)$/.test(id.slice(app.length + 1));

export const isWatchBridge = (app: string, id: string): boolean =>
  id.startsWith(`${app}-watching-`) && /^\d+$/.test(id.slice(app.length + 10));
