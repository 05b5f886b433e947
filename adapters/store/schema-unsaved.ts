/** Conversations nobody has saved yet are few among many, and looked for while a board is open. */

export const unsavedIndex = (): string => `
create index contact_unsaved on contact (tenant, connected_at) where saved_at is null;
`;
