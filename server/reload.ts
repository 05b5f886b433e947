/** Loads the configuration again: all valid (its own examples too), or nothing changes. */

import { checkConfig } from '../config/check.ts';
import { type Diagnostic, formatDiagnostics } from '../config/load.ts';
import type { CompiledConfig, Site } from '../config/site.ts';
import { RequestError } from './errors.ts';
import type { ReloadAnswer } from './front-link.ts';
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

export class Reloader {
  readonly #parts: ReloaderParts;
  /** What the process was started with: listeners and switch stay so until it starts again. */
  readonly #started: Site;
  #version: string;
  #running = false;
  status: ReloadStatus;

  constructor(parts: ReloaderParts) {
    this.#parts = parts;
    this.#started = parts.config.site;
    this.#version = parts.config.policy.version;
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
      this.#version = config.policy.version;
      this.status = { successful: true, loadedAt: Date.now(), diagnostics };
      return { ...answer, version: this.#version };
    } finally {
      this.#running = false;
    }
  }

  /** What a reload would say, without doing it. */
  async check(): Promise<ReloadAnswer> {
    return this.#load().answer;
  }

  #load(): {
    readonly config: CompiledConfig | undefined;
    readonly diagnostics: readonly Diagnostic[];
    readonly answer: ReloadAnswer;
  } {
    const { configDir, env } = this.#parts;
    if (configDir === undefined) {
      throw new RequestError(
        'config-not-from-files',
        'This server was not started from files; there is nothing to load again.',
      );
    }
    const { config, diagnostics, sources } = checkConfig(configDir, { env, now: Date.now() });
    const text = diagnostics.length === 0 ? '' : formatDiagnostics(diagnostics, 'text', sources);
    const needsRestart = config ? changedSettings(this.#started, config.site) : [];
    const version = config?.policy.version ?? this.#version;
    return {
      config,
      diagnostics,
      answer: { ok: config !== undefined, version, text, needsRestart },
    };
  }
}

/** Settings that are only read at the start and differ now. */
function changedSettings(before: Site, after: Site): string[] {
  const changed: string[] = [];
  const look = (name: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) changed.push(name);
  };
  look('switches', before.switches, after.switches);
  for (const name of ['api', 'metrics', 'journal', 'logLevel', 'lastAgent'] as const) {
    look(`server.${name}`, before.server[name], after.server[name]);
  }
  return changed;
}
