/**
 * Names of things outbound calls are about, branded so that one kind is never passed for another.
 */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** A telephone number in E.164 as a whole number without the plus: 81312345678. */
export type E164 = Branded<number, 'E164'>;
/** A person who may be called; has numbers, consents, refusals. */
export type PersonId = Branded<string, 'PersonId'>;
export type CampaignId = Branded<string, 'CampaignId'>;
/** The client in whose name a campaign calls; also called client in rules. */
export type TenantId = Branded<string, 'TenantId'>;
/** What a campaign offers; a refusal may speak of one product only. */
export type ProductId = Branded<string, 'ProductId'>;

/** Brands a value that came from outside. The caller vouches for it; nothing is checked. */
export const asE164 = (n: number): E164 => n as E164;
export const asPersonId = (id: string): PersonId => id as PersonId;
export const asCampaignId = (id: string): CampaignId => id as CampaignId;
export const asTenantId = (id: string): TenantId => id as TenantId;
export const asProductId = (id: string): ProductId => id as ProductId;
