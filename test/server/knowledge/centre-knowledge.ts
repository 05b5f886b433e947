/** The small centre with codes of wrap-up, a sheet, a greeting, and people who are known. */

import { join } from 'node:path';
import { openStore, type Store } from '../../../adapters/store/store.ts';
import type { TenantStore } from '../../../adapters/store/tenant-store.ts';
import {
  type Centre,
  type CentreOptions,
  centreYaml,
  compileCentre,
  morning,
  newFolder,
  startCentre,
} from '../centre.ts';

const codes = `
    wrap-up:
      for: 10s
      required: true
      codes:
        solved: { name: { en: Solved, ja: 解決 }, is-goal: true }
        sale: { name: Sale, is-goal: true }
        lost:
          name: { en: Lost, ja: 不成約 }
          reasons:
            price: { name: Price, reasons: { too-high: 高すぎる, other-firm: 他社 } }
            no-need: 必要なし
        stop: { name: Do not call, is-refusal: true }
    script: spring
`;

export const knowledgeYaml = `${centreYaml
  .replace('\n    wrap-up: 10s\n', codes)
  .replace(
    '"100": { queue: support }',
    '"100": { queue: support, company: { en: Aoi Tea, ja: 葵茶舗 }, greeting: { en: Aoi Tea speaking, ja: 葵茶舗でございます } }',
  )}
desk:
  sheet:
    fields:
      plan: { name: { en: Plan, ja: 契約 }, kind: choice, choices: [金, 銀] }
      cups: { attribute: cups-a-day, kind: number }
      joined: { kind: date, editable: false }
`;

/** 山田 has this number alone; 佐藤 and 鈴木 share the other. */
export const yamadaNumber = 819012345678;
export const sharedNumber = 81355550001;

export interface KnowledgeCentre extends Centre {
  readonly store: Store;
  readonly sakura: TenantStore;
  readonly yamada: number;
  /** Signs ann in and brings her a call from this number. */
  talk(from: string): Promise<void>;
  /** The customer hangs up. */
  hangUp(): Promise<void>;
}

export const personDraft = (name: string, number: number) => ({
  name,
  numbers: [{ number, kind: 'fixed' as const, written: `+${number}` }],
});

export async function startKnowledge(options: CentreOptions = {}): Promise<KnowledgeCentre> {
  const folder = options.folder ?? newFolder();
  const clock = () => options.clock?.now() ?? morning;
  const store = await openStore(join(folder, 'store.db'), clock);
  const sakura = await store.tenant('sakura');
  const save = async (name: string, number: number) =>
    (
      await sakura.people.save([{ ...personDraft(name, number), customerKey: name }], {
        by: 'test',
      })
    ).ids[0]!;
  const yamada = await save('山田 太郎', yamadaNumber);
  await save('佐藤', sharedNumber);
  await save('鈴木', sharedNumber);
  const config = compileCentre(folder, knowledgeYaml);
  const centre = await startCentre({ ...options, folder, config });
  let caller: ReturnType<Centre['world']['enter']> | undefined;
  return {
    ...centre,
    store,
    sakura,
    yamada,
    async talk(from) {
      await centre.post('/agents/ann/sign-in');
      caller = centre.world.enter({ args: ['entry', '100'], number: from });
      // The phone is answered after a second.
      await centre.pass(2_500);
    },
    async hangUp() {
      caller?.hangUp();
      await centre.pass(200);
    },
    async stop() {
      await centre.stop();
      await store.close();
    },
  };
}
