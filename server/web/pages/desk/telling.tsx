/** Tells of calls: to those who listen, and in the title of a window that is not looked at. */

import { useEffect, useRef } from 'preact/hooks';
import type { DeskCallPart } from '../../../wire/desk.ts';
import { apart } from '../../foreign.ts';
import { nameOf } from '../../language.ts';
import { say, sayAtOnce } from '../../parts/spoken.tsx';
import { common } from '../../words/common.ts';
import { deskWords } from '../../words/desk.ts';
import { useDesk } from './desk.ts';

/** A name, or a number, or that there is none. */
export const callerOf = ({ caller }: Pick<DeskCallPart, 'caller'>): string =>
  apart(caller.name || caller.number) || deskWords.value.withheld;

export function Telling() {
  const call = useDesk().call.value;
  const { offer, state } = call ?? {};
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const words = deskWords.value;
    document.title = call ? words.titleOffer(callerOf(call)) : `${common.value.desk} – Tsunagi`;
    if (call && before.current === undefined && call.connectedAt === null) {
      const company = call.company ? nameOf(call.company) : '';
      sayAtOnce(words.toldOffer(callerOf(call), company, nameOf(call.queue.name, call.queue.id)));
    } else if (state === 'connected' && before.current !== 'connected') say(words.toldConnected);
    else if (!call && before.current !== undefined) say(words.toldGone);
    before.current = state;
  }, [offer, state]);
  return null;
}
