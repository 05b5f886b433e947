/** What the trunks take: lines in use, and calls begun within the second. */

import type { TrunkSite } from '../../config/site.ts';
import {
  begun,
  type CallsPerSecond,
  callsAllowed,
} from '../../core/outreach/pacing/calls-per-second.ts';
import type { TrunkRoom as Room } from '../../core/outreach/pacing/scene.ts';

/** Ends of attempts after which one has faded to 1/e in the share of faults. */
const faultMemory = 50;

interface Trunk {
  readonly site: TrunkSite;
  bucket: CallsPerSecond;
  faults: number;
}

export class TrunkRoom {
  readonly #trunks: ReadonlyMap<string, Trunk>;

  constructor(sites: readonly TrunkSite[], now: number) {
    this.#trunks = new Map(
      sites.map((site) => {
        const limit = site.callsPerSecond;
        return [site.id, { site, bucket: { limit, tokens: limit, at: now }, faults: 0 }];
      }),
    );
  }

  site(id: string): TrunkSite | undefined {
    return this.#trunks.get(id)?.site;
  }

  /** `inUse`: calls by this trunk that have not ended. */
  room(id: string, inUse: number, now: number): Room {
    const trunk = this.#trunks.get(id);
    if (!trunk) return { channels: 0, calls: 0 };
    return {
      channels: Math.max(0, trunk.site.channels - inUse),
      calls: callsAllowed(trunk.bucket, now),
    };
  }

  begun(id: string, now: number): void {
    const trunk = this.#trunks.get(id);
    if (trunk) trunk.bucket = begun(trunk.bucket, 1, now);
  }

  ended(id: string, isFault: boolean): void {
    const trunk = this.#trunks.get(id);
    if (trunk) trunk.faults += ((isFault ? 1 : 0) - trunk.faults) / faultMemory;
  }

  /** Share of attempts of late that the trunk refused or that failed by a fault of its own. */
  faults(id: string): number {
    return this.#trunks.get(id)?.faults ?? 0;
  }
}

/** The number as this trunk is dialled. `national` of who has no national form is `digits`. */
export function endpointOf({ dial }: TrunkSite, number: number, national: string): string {
  return dial
    .replace('{e164}', `+${number}`)
    .replace('{digits}', String(number))
    .replace('{national}', national);
}
