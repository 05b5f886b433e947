/** Lints about callbacks: callers who are not told, words never said, times that are too short. */

import type { Ms } from '../core/routing/ids.ts';
import { isCallback } from './compile-callback.ts';
import { byId } from './names.ts';
import type { Path, Report } from './report.ts';
import { durationText } from './scalars.ts';
import type { ConfigInput, QueueInput } from './schema.ts';
import type { CallbackInput } from './schema-callback.ts';
import type { CompiledConfig, HoursSite } from './site.ts';
import { waysOut } from './ways-out.ts';

export function lintCallbacks({ site }: CompiledConfig, input: ConfigInput, report: Report): void {
  const hours = new Map(site.hours.map((each) => [each.id as string, each]));
  const callbacks = new Map(site.queues.map(({ id, callback }) => [id as string, callback]));
  for (const [id, queue] of byId(input.queues)) {
    lintOffers(input, id, queue, report);
    if (queue.callback !== undefined) lintCallback(id, queue.callback, report);
    const closed = queue.exits.closed;
    const kept = queue.hours === undefined ? undefined : hours.get(queue.hours);
    if (kept === undefined || closed === undefined || !isCallback(input, closed.go)) continue;
    lintClosed(id, kept, callbacks.get(id)!.expiresMs, report);
  }
}

/** Who presses a key knows what it is for; whom an exit sends to an offer must be told. */
function lintOffers(input: ConfigInput, id: string, written: QueueInput, report: Report): void {
  if (written.callback?.say.offer !== undefined) return;
  for (const { go, byKey, path } of waysOut(id, written)) {
    if (byKey || !isCallback(input, go)) continue;
    const message = 'callers sent here are not told that they can be called back';
    report.tell('callback-silent', path, message, {
      hint: `add \`callback: { say: { offer: … } }\` to \`${id}\`: no sound of Asterisk says it`,
    });
  }
}

function lintCallback(id: string, callback: CallbackInput, report: Report): void {
  const path: Path = ['queues', id, 'callback'];
  const { attempts, retry, expires, say } = callback;
  if ((attempts - 1) * retry >= expires) {
    const rests = `${attempts} attempts with ${durationText(retry)} between take longer than`;
    const message = `${rests} ${durationText(expires)}: the last is never made`;
    report.tell('callback-expires', [...path, 'expires'], message, {
      hint: 'let it expire later, or try less often',
    });
  }
  const asks = callback.confirm || callback['other-number'];
  const idle = [
    ['number', asks, 'no number is read back without `confirm` or `other-number`'],
    ['confirm', asks, 'no number is confirmed without `confirm` or `other-number`'],
    ['enter', callback['other-number'], 'nobody keys in a number without `other-number: true`'],
    ['greet', callback.first === 'customer', 'the agent greets: the customer is not called first'],
  ] as const;
  for (const [key, used, why] of idle) {
    if (used || say[key] === undefined) continue;
    report.tell('key-ignored', [...path, 'say', key], `\`${key}\` is never said: ${why}`, {
      at: 'key',
    });
  }
}

/** Who is promised a call when the doors are closed must still be on the list when they open. */
function lintClosed(id: string, hours: HoursSite, expiresMs: Ms, report: Report): void {
  const closedMs = longestClosed(hours);
  if (expiresMs > closedMs) return;
  const expiry = `callbacks of \`${id}\` expire after ${durationText(expiresMs)}`;
  const message = `${expiry}, and \`${hours.id}\` are closed for ${durationText(closedMs)} on end`;
  report.tell('callback-expires', ['queues', id, 'exits', 'closed', 'go'], message, {
    hint: 'let them expire later: `callback: { expires: … }`',
  });
}

/** The longest time an ordinary week is closed on end; 0 for hours never open. */
function longestClosed({ week }: HoursSite): Ms {
  const minutesOfWeek = 7 * 1_440;
  const gaps = week.map(({ from }, index) => {
    const before = week.at(index - 1)!.to;
    return from - before + (index === 0 ? minutesOfWeek : 0);
  });
  return Math.max(0, ...gaps) * 60_000;
}
