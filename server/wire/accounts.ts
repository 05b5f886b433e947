/** Accounts, keys, walls and the audit log, as `GET /accounts`, `/keys`, `/walls`, `/audit` say. */

/** Where somebody's sight ends; null: nowhere. */
interface ScopeShown {
  readonly tenant: string | null;
  readonly teams: readonly string[] | null;
  readonly queues: readonly string[] | null;
}

export interface AccountShown extends ScopeShown {
  readonly name: string;
  readonly shownName: string;
  readonly role: 'agent' | 'supervisor' | 'admin' | 'viewer';
  readonly agent: string | null;
  readonly language: 'en' | 'ja';
  readonly rights: readonly string[];
  /** Epoch ms, as all times. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly signedInAt: number | null;
  readonly disabledAt: number | null;
}

/** Something of the configuration that can be chosen. */
export interface Choice {
  readonly id: string;
  readonly name: { readonly en: string; readonly ja: string };
  readonly tenant: string;
}

/** What accounts and keys can be made of, within the sight of whoever asks. */
export interface Choices {
  readonly tenants: readonly Choice[];
  readonly teams: readonly Choice[];
  readonly queues: readonly Choice[];
  readonly agents: readonly Choice[];
}

export interface KeyShown extends ScopeShown {
  readonly name: string;
  readonly role: 'read' | 'operate' | 'admin' | 'wall';
  /** `configuration`: written there, and changed nowhere else. */
  readonly from: 'store' | 'configuration';
  readonly createdAt: number | null;
  readonly createdBy: string | null;
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
}

/** A new key, shown this once. */
export interface NewKeyShown extends KeyShown {
  readonly key: string;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly kind: 'account' | 'key' | 'wall' | 'command' | 'nobody';
  readonly holder: string;
  readonly tenant: string | null;
  readonly act: string;
  readonly about: Readonly<Record<string, unknown>>;
  readonly address: string;
}

export interface AuditAnswer {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Id to ask `before` for what is older; null: there is nothing older. */
  readonly older: number | null;
}
