/** Loads the configuration again: all valid (its own examples too), or nothing changes. */

import { checkConfig, checkExamples } from '../config/check.ts';
import { type Diagnostic, formatDiagnostics, loadTexts, type Sources } from '../config/load.ts';
import type { CompiledConfig, Site } from '../config/site.ts';
import { RequestError } from './errors.ts';
import type { ReloadAnswer } from './front-link.ts';
import { renamesIn } from './renames.ts';
import type { ReloadStatus } from './status.ts';

export interface ReloaderParts {
  readonly configDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In force at the start. */
  readonly config: CompiledConfig;
  readonly loadedAt: number;
  /** Puts a valid configuration in force everywhere. */
  readonly use: (config: CompiledConfig) => Promise<void>;
}

/** A configuration that may or may not be put in force. */
export interface Judged {
  /** Undefined: it cannot be. */
  readonly config: CompiledConfig | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly answer: ReloadAnswer;
}

export class Reloader {
  readonly #parts: ReloaderParts;
  /** What the process was started with: listeners and switch stay so until it starts again. */
  readonly #started: Site;
  #inForce: CompiledConfig;
  #running = false;
  status: ReloadStatus;

  constructor(parts: ReloaderParts) {
    this.#parts = parts;
    this.#started = parts.config.site;
    this.#inForce = parts.config;
    this.status = { successful: true, loadedAt: parts.loadedAt, diagnostics: [] };
  }

  /** Rejects with a `RequestError` when there is nothing to load or another reload is under way. */
  async reload(): Promise<ReloadAnswer> {
    if (this.#running) {
      throw new RequestError('reload-running', 'Another reload is under way; ask again after it.');
    }
    this.#running = true;
    try {
      const { config, diagnostics, answer } = this.#load();
      if (!config) {
        this.status = { ...this.status, successful: false, diagnostics };
        return answer;
      }
      await this.#parts.use(config);
      this.#inForce = config;
      this.status = { successful: true, loadedAt: Date.now(), diagnostics };
      return answer;
    } finally {
      this.#running = false;
    }
  }

  /** What a reload would say, without doing it. */
  async check(): Promise<ReloadAnswer> {
    return this.#load().answer;
  }

  /** What is in force now. */
  get inForce(): CompiledConfig {
    return this.#inForce;
  }

  /** File or folder it comes from. Throws a `RequestError` where there is none. */
  get place(): string {
    const { configDir } = this.#parts;
    if (configDir !== undefined) return configDir;
    throw new RequestError(
      'config-not-from-files',
      'This server was not started from files; there is nothing to load again.',
    );
  }

  /** What a reload would say if these were the files. */
  judge(sources: Sources): Judged {
    return this.#load(sources);
  }

  #load(given?: Sources): Judged {
    const options = { env: this.#parts.env, now: Date.now() };
    const { config, diagnostics, sources } = given
      ? checkExamples(loadTexts(this.place, given, options))
      : checkConfig(this.place, options);
    const text = diagnostics.length === 0 ? '' : formatDiagnostics(diagnostics, 'text', sources);
    const needsRestart = config ? changedSettings(this.#started, config.site) : [];
    const refused = config && renamedText(this.#inForce, config);
    if (!config || refused) {
      const { version } = this.#inForce.policy;
      const why = [text, refused].filter(Boolean).join('\n');
      const answer = { ok: false, version, text: why, needsRestart };
      return { config: undefined, diagnostics, answer };
    }
    const { version } = config.policy;
    return { config, diagnostics, answer: { ok: true, version, text, needsRestart } };
  }
}

/**
 * Why new ids cannot be put in force while calls are routed; undefined: there are none. What runs
 * knows agents and queues by id; taking the old ids away would sign agents out in mid-shift.
 */
function renamedText({ policy, site }: CompiledConfig, next: CompiledConfig): string | undefined {
  const tenants = site.tenants.map(({ id }) => id);
  const renames = renamesIn(policy, tenants, next.site.renamed);
  if (renames.length === 0) return undefined;
  const list = renames.map(({ kind, from, to }) => `${kind} ${from} is now ${to}`).join(', ');
  return `renamed: ${list}. Restart to apply; callers keep their places, agents stay signed in.`;
}

/** Settings that are only read at the start and differ now. */
function changedSettings(before: Site, after: Site): string[] {
  const changed: string[] = [];
  const look = (name: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) changed.push(name);
  };
  look('switches', before.switches, after.switches);
  const names = ['api', 'metrics', 'journal', 'logLevel', 'lastAgent', 'queueLog'] as const;
  for (const name of names) {
    look(`server.${name}`, before.server[name], after.server[name]);
  }
  look('server.web.proxies', before.server.web.proxies, after.server.web.proxies);
  return changed;
}
