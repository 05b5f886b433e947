/**
 * Whose things a page shows, for those who see several tenants. It stands in the address, so that a
 * link leads to the same; the last choice of this window stands in where an address names none.
 */

import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { me } from '../api.ts';
import { nameOf } from '../language.ts';
import { common } from '../words/common.ts';

const key = 'tsunagi-tenant';

const tenantsSeen = () => me.value?.tenants ?? [];
const isSeen = (id: string | null): id is string => tenantsSeen().some((each) => each.id === id);

/** The one the address means; empty: there is but one, or none is named and none is one's own. */
export function tenantHere(): string {
  if (tenantsSeen().length < 2) return '';
  const asked = new URLSearchParams(location.search).get('tenant');
  return isSeen(asked) ? asked : (me.value?.ownTenant ?? '');
}

/** The path, of the server or of a page, with the tenant that is meant here or given. */
export function ofTenant(path: string, tenant = tenantHere()): string {
  if (tenant === '' || tenantsSeen().length < 2) return path;
  const [before, hash] = path.split('#');
  const named = `${before}${before!.includes('?') ? '&' : '?'}tenant=${encodeURIComponent(tenant)}`;
  return hash === undefined ? named : `${named}#${hash}`;
}

const pagesOfOne = /^\/(scripts|faq|people|campaigns\/new)(\/|$)/;
/** A sheet is of whose person it is. */
const sheets = /^\/people\/\d+$/;

/** What stands on such a page only once it is known whose it is; any other page stands at once. */
export function OfOneTenant({ children }: { readonly children: ComponentChildren }) {
  const { path, route } = useLocation();
  const isOfOne = tenantsSeen().length > 1 && pagesOfOne.test(path) && !sheets.test(path);
  const here = tenantHere();
  const choose = (tenant: string, replace: boolean) => {
    sessionStorage.setItem(key, tenant);
    const query = new URLSearchParams(location.search);
    query.set('tenant', tenant);
    route(`${path}?${query}${location.hash}`, replace);
  };
  const isNamed = new URLSearchParams(location.search).get('tenant') === here;
  const kept = sessionStorage.getItem(key);
  const meant = isOfOne && !isNamed ? (isSeen(kept) ? kept : here) : '';
  useEffect(() => {
    if (meant !== '') choose(meant, true);
  }, [path, meant]);
  if (!isOfOne) return <>{children}</>;
  return (
    <>
      <label class="tenant-choice">
        {common.value.tenant}
        <select
          value={isNamed ? here : ''}
          onChange={(event) => choose(event.currentTarget.value, false)}
        >
          {!isNamed && (
            <option value="" disabled>
              {common.value.chooseTenant}
            </option>
          )}
          {tenantsSeen().map(({ id, name }) => (
            <option key={id} value={id}>
              {nameOf(name, id)}
            </option>
          ))}
        </select>
      </label>
      {isNamed && <div key={here}>{children}</div>}
    </>
  );
}
