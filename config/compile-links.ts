/** Links: what the router needs of them, and the trunks they go by. */

import { asHoursId, asLinkId, asSiteName } from '../core/routing/ids.ts';
import type { LinkPolicy, Policy } from '../core/routing/policy.ts';
import type { Compiling } from './compiling.ts';
import { byId } from './names.ts';
import type { Site } from './site.ts';

/** Both are empty objects where there is nothing to say. */
export function compileLinks({ input, report }: Compiling): {
  policy: Pick<Policy, 'site' | 'links'>;
  site: Pick<Site, 'links'>;
} {
  const home = input.site;
  const written = byId(input.links);
  for (const [id, { site }] of written) {
    if (site === undefined) continue;
    const path = ['links', id, 'site'];
    if (site === home) {
      const message = `link \`${id}\` leads to \`${site}\`, which is this site`;
      report.tell('link-home', path, message, {
        hint: 'write the name of the site at its far end',
      });
    } else if (home === undefined) {
      const message = `\`${site}\` could send calls back: this site has no name to know them by`;
      report.tell('site-nameless', path, message, { hint: 'add `site: tokyo` to the centre' });
    }
  }
  const links = written.map(
    ([id, link]): LinkPolicy => ({
      id: asLinkId(id),
      ...(link.site === undefined ? {} : { site: asSiteName(link.site) }),
      channels: link.channels,
      ...(link.hours === undefined ? {} : { hours: asHoursId(link.hours) }),
      cost: link.cost,
      ringMs: link.ring,
      restMs: link.rest,
    }),
  );
  return {
    policy: {
      ...(home === undefined ? {} : { site: asSiteName(home) }),
      ...(links.length === 0 ? {} : { links }),
    },
    site:
      links.length === 0
        ? {}
        : { links: written.map(([id, { trunk }]) => ({ id: asLinkId(id), trunk })) },
  };
}
