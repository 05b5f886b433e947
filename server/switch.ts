/** The switch of a site: the one place that knows which adapters there are. */

import type { AriMeter } from '../adapters/asterisk-ari/meter.ts';
import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import type { Site } from '../config/site.ts';
import type { Gauges } from './gauges.ts';

/** A site this server cannot run. The message says what to change. */
export class SiteError extends Error {
  override name = 'SiteError';
}

export interface OpenedSwitch {
  readonly port: SwitchPort;
  /**
   * Ids of calls and offers that start at 1 cannot meet older ones: the world is as new as the
   * router.
   */
  readonly fresh: boolean;
}

/** Makes the port to the site's switch; nothing is connected yet. Rejects with a `SiteError`. */
export async function openSwitch(site: Site, clock: Clock, gauges: Gauges): Promise<OpenedSwitch> {
  const [first, second] = site.switches;
  if (!first) {
    throw new SiteError('the configuration has no switch; add one under `switches`');
  }
  if (second) {
    throw new SiteError(
      `the configuration has ${site.switches.length} switches (${first.id}, ${second.id}, …); ` +
        'one router serves one switch: keep one here, and give the other a router of its own',
    );
  }
  // Loaded when needed: each adapter brings its own packages.
  if (first.kind === 'simulated') {
    const { createSimulatedSwitch } = await import('../adapters/simulated/switch.ts');
    const { seed, callsPerMinute } = first;
    const traffic = callsPerMinute > 0 ? { traffic: { site, callsPerMinute } } : {};
    return { port: createSimulatedSwitch({ clock, seed, ...traffic }), fresh: true };
  }
  if (first.kind === 'asterisk-ami') {
    const { createAsteriskAmi } = await import('../adapters/asterisk-ami/switch/adapter.ts');
    return { port: createAsteriskAmi(first), fresh: false };
  }
  const { createAsteriskAri } = await import('../adapters/asterisk-ari/adapter.ts');
  const meter: AriMeter = {
    request: (seconds, op, code) => gauges.observe(`ari-${op}-${code}`, seconds),
    eventLag: (seconds) => gauges.observe('ari-event-lag', seconds),
  };
  return { port: createAsteriskAri(first, { meter }), fresh: false };
}
