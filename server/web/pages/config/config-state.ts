/** Texts that are edited, against the files they came from. Pure but for the signals. */

import { computed, signal } from '@preact/signals';
import type { ConfigChecked, ConfigFile, ConfigFilesAnswer } from '../../../wire/config.ts';
import { get, post, put, Refusal } from '../../api.ts';

/** As long as somebody types, nothing is asked. */
const quietMs = 500;

export interface EditedFile {
  readonly path: string;
  readonly text: string;
  /** Of the file it came from; null: it is new. */
  readonly digest: string | null;
}

/** What was changed: the texts that are not their files'. */
export function changesOf(
  files: readonly ConfigFile[],
  edits: ReadonlyMap<string, string>,
): EditedFile[] {
  const known = new Map(files.map((file) => [file.path, file]));
  return [...edits]
    .filter(([path, text]) => known.get(path)?.text !== text)
    .map(([path, text]) => ({ path, text, digest: known.get(path)?.digest ?? null }));
}

export function openConfig() {
  const told = signal<ConfigFilesAnswer | undefined>(undefined);
  const edits = signal<ReadonlyMap<string, string>>(new Map());
  const chosen = signal('');
  const checked = signal<ConfigChecked | undefined>(undefined);
  const isChecking = signal(false);
  /** Files somebody else changed meanwhile. */
  const conflict = signal<readonly string[]>([]);
  const changes = computed(() => changesOf(told.value?.files ?? [], edits.value));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const check = async () => {
    const files = changes.value.map(({ path, text }) => ({ path, text }));
    const mine = ++asked;
    if (files.length === 0) {
      checked.value = undefined;
      isChecking.value = false;
      return;
    }
    isChecking.value = true;
    try {
      const answer = await post<ConfigChecked>('/config/files/check', { files });
      if (mine === asked) checked.value = answer;
    } finally {
      if (mine === asked) isChecking.value = false;
    }
  };
  const load = async () => {
    const answer = await get<ConfigFilesAnswer>('/config/files');
    told.value = answer;
    edits.value = new Map();
    checked.value = undefined;
    conflict.value = [];
    if (!answer.files.some(({ path }) => path === chosen.value)) {
      chosen.value = answer.files[0]?.path ?? '';
    }
  };
  return {
    ...{ told, edits, chosen, checked, isChecking, conflict, changes, load },
    textOf: (path: string): string =>
      edits.value.get(path) ?? told.value?.files.find((file) => file.path === path)?.text ?? '',
    edit(path: string, text: string) {
      edits.value = new Map(edits.value).set(path, text);
      clearTimeout(timer);
      timer = setTimeout(() => void check().catch(() => {}), quietMs);
    },
    /** Writes what was changed. Rejects when it cannot; `conflict` says who was quicker. */
    async save(): Promise<void> {
      try {
        await put('/config/files', { files: changes.value });
      } catch (error) {
        if (error instanceof Refusal && error.code === 'config-changed') {
          conflict.value = (error.params.files as string[] | undefined) ?? [];
        }
        throw error;
      }
      await load();
    },
    stop: () => clearTimeout(timer),
  };
}

export type ConfigState = ReturnType<typeof openConfig>;
