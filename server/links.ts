/** Links between the router and the switch: far ends called, trunks that come and go. */

import type { PhoneState, SwitchCommand, SwitchFact, SwitchPort } from '../adapters/port.ts';
import type { CallId } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import type { Log } from './log.ts';
import type { Loop } from './loop.ts';

interface LinksParts {
  readonly loop: Loop;
  readonly port: SwitchPort;
  readonly log: Log;
  directory(): Directory;
}

type LinkEnded = SwitchFact & { readonly type: 'link-ended' };

export class Links {
  readonly #parts: LinksParts;
  /** Trunks and whether they can be reached, as last told. */
  readonly #trunks = new Map<string, boolean>();

  constructor(parts: LinksParts) {
    this.#parts = parts;
  }

  /** The router wants a far end called; undefined: nothing says how. */
  dispatch(call: CallId, command: SwitchCommand | undefined): void {
    const { loop, port, log } = this.#parts;
    if (command && port.capabilities.links) {
      port.execute(command);
      return;
    }
    const why = command ? 'this switch knows no links' : 'the link or its target is gone';
    log.warn({ call }, `no far end called: ${why}`);
    loop.post({ type: 'link-ended', call, result: 'failed' });
  }

  /** The switch is there: one that knows no links has none that is up. */
  connected(): void {
    const { loop, port, log, directory } = this.#parts;
    const { links = [] } = directory().site;
    if (port.capabilities.links || links.length === 0) return;
    const { name } = port.capabilities;
    log.error(
      { links: links.length },
      `${name} knows no links: calls that should leave by them wait, or go otherwise`,
    );
    for (const { id: link } of links) loop.post({ type: 'link-changed', link, up: false });
  }

  ended({ call, result, why }: LinkEnded): void {
    const { loop, log } = this.#parts;
    if (result !== 'ended' && result !== 'withdrawn') {
      log.info({ call, why }, `the far end did not take the call: ${result}`);
    }
    loop.post({ type: 'link-ended', call, result });
  }

  /** A new configuration may have other links over trunks that are known. */
  replaced(): void {
    const { loop, directory } = this.#parts;
    for (const { id: link, trunk } of directory().site.links ?? []) {
      const up = this.#trunks.get(trunk);
      if (up !== undefined) loop.post({ type: 'link-changed', link, up });
    }
    this.connected();
  }

  /** A trunk can be reached, or not: its links are up, or down. */
  trunkChanged(trunk: string, state: PhoneState): void {
    const { loop, port, log, directory } = this.#parts;
    const isThere = state === 'reachable' || state === 'unreachable';
    if (!isThere || !port.capabilities.links) return;
    const up = state === 'reachable';
    this.#trunks.set(trunk, up);
    for (const { id: link } of directory().linksOfTrunk(trunk)) {
      loop.post({ type: 'link-changed', link, up }, (outcome) => {
        if (outcome !== 'applied') return;
        const told = up ? 'is up again' : 'is down: the switch cannot reach its trunk';
        log[up ? 'info' : 'warn']({ link, trunk }, `link ${link} ${told}`);
      });
    }
  }
}
