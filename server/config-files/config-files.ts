/**
 * The files of the configuration, edited from afar: shown, checked as if they were the files,
 * written all or none, put in force. Nothing outside their folder is read or written.
 */

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type Diagnostic, readSources, type Sources } from '../../config/load.ts';
import { RequestError } from '../errors.ts';
import { syncFolder } from '../journal-folder.ts';
import type { Reloader } from '../reload.ts';
import type { View } from '../view.ts';
import type {
  ConfigChecked,
  ConfigDiagnostic,
  ConfigEdit,
  ConfigFile,
  ConfigFilesAnswer,
  ConfigWritten,
} from '../wire/config.ts';
import { configDifferences } from './difference.ts';
import { effectOf } from './effect.ts';

/** A file somebody wants written, and which text they changed; null: there was none. */
export interface ConfigWish extends ConfigEdit {
  readonly digest: string | null;
}

export interface ConfigFilesParts {
  readonly reloader: Reloader;
  readonly view: View;
}

/** What `config/load.ts` reads: no hidden names, YAML, at most eight folders deep. */
const pathForm = /^(?:[\p{L}\p{N}_][\p{L}\p{N}_.-]*\/){0,8}[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.ya?ml$/u;

export class ConfigFiles {
  readonly #parts: ConfigFilesParts;

  constructor(parts: ConfigFilesParts) {
    this.#parts = parts;
  }

  /** As they are on the disk. Throws `config-not-from-files`. Cost: reads them all. */
  list(): ConfigFilesAnswer {
    const { reloader } = this.#parts;
    return {
      version: reloader.inForce.policy.version,
      loadedAt: reloader.status.loadedAt,
      files: this.#files(),
    };
  }

  /** What a reload would say and do if these files were so. Cost: that of loading. */
  check(edits: readonly ConfigEdit[]): ConfigChecked {
    const sources = new Map(readSources(this.#place));
    for (const { path, text } of edits) sources.set(this.#fileOf(path), text);
    return this.#checked(sources);
  }

  /**
   * Writes these files and puts them in force. Rejects, and writes nothing, with `config-changed`
   * when one is not the text that was edited any more, with `config-invalid` when they have errors.
   */
  async write(wishes: readonly ConfigWish[]): Promise<ConfigWritten> {
    const files = wishes.map(({ path, text }) => [this.#fileOf(path), text] as const);
    this.#needUnchanged(wishes);
    const checked = this.check(wishes);
    if (!checked.ok) {
      const sentence = 'The configuration has errors; nothing was written.';
      throw new RequestError('config-invalid', sentence, { ...checked });
    }
    replaceAll(files);
    const { ok, version, text } = await this.#parts.reloader.reload();
    return { ...checked, ok, version, text, files: this.#files() };
  }

  get #place(): string {
    return this.#parts.reloader.place;
  }

  /** The folder paths are told from; of a configuration in one file, the file's. */
  get #folder(): string {
    return isFolder(this.#place) ? this.#place : dirname(this.#place);
  }

  #files(): ConfigFile[] {
    return [...readSources(this.#place)].map(([file, text]) => ({
      path: this.#pathOf(file),
      text,
      digest: digestOf(text),
    }));
  }

  #pathOf = (file: string): string => relative(this.#folder, file).split(sep).join('/');

  /** Throws `config-path` for what is no file of the folder, or leads out of it. */
  #fileOf(path: string): string {
    const place = this.#place;
    const isOnly = !isFolder(place) && path === basename(place);
    const file = join(this.#folder, ...path.split('/'));
    const isRight = pathForm.test(path) && (isFolder(place) || isOnly);
    if (isRight && isWithin(this.#folder, file)) return file;
    const sentence = `"${path}" is no file of the configuration: a .yaml within its folder.`;
    throw new RequestError('config-path', sentence, { path });
  }

  #needUnchanged(wishes: readonly ConfigWish[]): void {
    const now = new Map(this.#files().map(({ path, digest }) => [path, digest]));
    const changed = wishes.filter(({ path, digest }) => (now.get(path) ?? null) !== digest);
    if (changed.length === 0) return;
    const files = changed.map(({ path }) => path);
    const sentence = `Somebody else has changed ${files.join(', ')} meanwhile; nothing was written.`;
    throw new RequestError('config-changed', sentence, { files });
  }

  #checked(sources: Sources): ConfigChecked {
    const { reloader, view } = this.#parts;
    const { config, diagnostics, answer } = reloader.judge(sources);
    const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
    return {
      ok: config !== undefined,
      text: config === undefined && !hasErrors ? answer.text : '',
      diagnostics: diagnostics.map((each) => this.#told(each)),
      differences: config ? configDifferences(reloader.inForce, config) : [],
      effect: config ? effectOf(view.policy, config.policy, view) : { queues: [], agentsGone: [] },
      needsRestart: answer.needsRestart,
    };
  }

  #told({ file, hint, ...rest }: Diagnostic): ConfigDiagnostic {
    return { ...rest, path: this.#pathOf(file), hint: hint ?? null };
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const isFolder = (place: string): boolean => existsSync(place) && statSync(place).isDirectory();

/** Whether the file lies in the folder once all links are followed; its own folder must exist. */
function isWithin(folder: string, file: string): boolean {
  const home = realpathSync(folder);
  const parent = dirname(file);
  if (!existsSync(parent)) return false;
  const real = existsSync(file) ? realpathSync(file) : join(realpathSync(parent), basename(file));
  return real.startsWith(home + sep);
}

/** Every file is written beside its place before the first takes it. */
function replaceAll(files: readonly (readonly [file: string, text: string])[]): void {
  const halves = files.map(([file, text]) => {
    // Hidden, so that a reload at this moment does not read it.
    const half = join(dirname(file), `.${basename(file)}.part`);
    const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o640;
    const handle = openSync(half, 'w', mode);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } catch (error) {
      rmSync(half, { force: true });
      throw error;
    } finally {
      closeSync(handle);
    }
    return [half, file] as const;
  });
  for (const [half, file] of halves) renameSync(half, existsSync(file) ? realpathSync(file) : file);
  for (const folder of new Set(files.map(([file]) => dirname(file)))) syncFolder(folder);
}
