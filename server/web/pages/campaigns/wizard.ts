/** A campaign on its way: what has been filled in, and what the server said of it. */

import { signal } from '@preact/signals';
import type { CampaignChoices, CampaignOutlook } from '../../../wire/campaign-wizard.ts';
import type { ImportLook, ImportStep } from '../../../wire/people-import.ts';
import { get, post, Refusal } from '../../api.ts';
import { messageOf } from '../../parts/doing.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { postForLines, sendFile } from '../../upload.ts';
import { wizardWords } from '../../words/wizard.ts';
import { codeFor, codeForm } from './code.ts';

export const legalClasses = [
  ...(['sale', 'appointment', 'survey', 'charity', 'political', 'service'] as const),
];
export const modes = ['progressive', 'preview', 'manual', 'power', 'predictive'] as const;

/** What somebody fills in. */
export interface Wish {
  readonly name: string;
  readonly goal: string;
  /** '': not said yet. */
  readonly legalClass: (typeof legalClasses)[number] | '';
  readonly queue: string;
  readonly trunk: string;
  readonly callerId: string;
  readonly mode: (typeof modes)[number];
  readonly country: string;
  /** Of the campaign and of its list; '': the one that is proposed. */
  readonly code: string;
}

/** What has become of it: the draft is there, and is started or not. */
export interface Draft {
  readonly code: string;
  readonly leads: number;
  readonly outlook: CampaignOutlook;
  readonly isStarted: boolean;
}

/** Undefined until the server has answered; a `Refusal`'s sentence where it refuses. */
export const choices = signal<CampaignChoices | string | undefined>(undefined);
/** Codes of campaigns there are. */
export const taken = signal<ReadonlySet<string>>(new Set());
export const wish = signal<Wish>({
  ...{ name: '', goal: '', legalClass: '', queue: '', trunk: '', callerId: '' },
  ...{ mode: 'progressive', country: 'JP', code: '' },
});
export const look = signal<ImportLook | undefined>(undefined);
export const map = signal<Readonly<Record<string, string>>>({});
export const step = signal<ImportStep | undefined>(undefined);
export const draft = signal<Draft | undefined>(undefined);
export const failure = signal('');
export const isBusy = signal(false);

export const setWish = (part: Partial<Wish>): void => {
  wish.value = { ...wish.value, ...part };
};

/** Asks what there is to choose from; the first of each is chosen. */
export async function askChoices(): Promise<void> {
  look.value = undefined;
  draft.value = undefined;
  try {
    const [answer, { campaigns }] = await Promise.all([
      get<CampaignChoices>(ofTenant('/campaign-choices')),
      get<{ campaigns: readonly { code: string }[] }>(ofTenant('/campaigns')),
    ]);
    choices.value = answer;
    taken.value = new Set(campaigns.map(({ code }) => code));
    const { queues, trunks, callerIds, country } = answer;
    const [queue, trunk, callerId] = [queues[0]?.id, trunks[0], callerIds[0]];
    setWish({ queue: queue ?? '', trunk: trunk ?? '', callerId: callerId ?? '', country });
  } catch (error) {
    choices.value = messageOf(error);
  }
}

/** Waits for `work`; what goes wrong is said. */
async function trying(work: () => Promise<void>): Promise<void> {
  failure.value = '';
  isBusy.value = true;
  try {
    await work();
  } catch (error) {
    failure.value = messageOf(error);
  } finally {
    isBusy.value = false;
  }
}

export const bring = (file: File): Promise<void> =>
  trying(async () => {
    map.value = {};
    look.value = undefined;
    const query = new URLSearchParams({ file: file.name, country: wish.value.country });
    look.value = await sendFile<ImportLook>(ofTenant(`/people/imports?${query}`), file);
  });

/** Looks at the table again, with other fields or another country. */
export const lookAgain = (): Promise<void> =>
  trying(async () => {
    const { id } = look.value!;
    const body = { map: map.value, country: wish.value.country };
    look.value = await post<ImportLook>(ofTenant(`/people/imports/${id}/look`), body);
  });

/** The first thing that is missing, as a sentence; undefined: nothing. */
export function missing(): string | undefined {
  const words = wizardWords.value;
  const { name, goal, legalClass, queue, trunk, callerId } = wish.value;
  if (!look.value) return words.missingFile;
  if (look.value.obstacle !== null) return words.missingNumber;
  if (name.trim() === '') return words.missingName;
  if (!codeForm.test(codeMeant())) return words.codeForm;
  if (taken.value.has(codeMeant())) return words.codeTaken;
  if (goal.trim() === '') return words.missingGoal;
  if (legalClass === '') return words.missingClass;
  if (queue === '') return words.missingQueue;
  if (trunk === '') return words.missingTrunk;
  return callerId === '' ? words.missingCallerId : undefined;
}

/** Brings the people in, makes the draft, and asks what stands in its way. Dials nobody. */
export const check = (): Promise<void> =>
  trying(async () => {
    const code = codeMeant();
    await bringIn(code);
    const made = await post<{ leads: number }>(ofTenant('/campaigns'), written(code));
    const path = `/campaigns/${code}/outlook`;
    const outlook = await get<CampaignOutlook>(ofTenant(path));
    draft.value = { code, leads: made.leads, outlook, isStarted: false };
  });

export const start = (): Promise<void> =>
  trying(async () => {
    const { code } = draft.value!;
    await post(ofTenant(`/campaigns/${code}/start`));
    draft.value = { ...draft.value!, isStarted: true };
  });

export const campaignHref = (code: string): string => ofTenant(`/campaigns/${code}`);

async function bringIn(list: string): Promise<void> {
  const { id } = look.value!;
  const body = { map: map.value, country: wish.value.country, list };
  const steps = postForLines<ImportStep>(ofTenant(`/people/imports/${id}/run`), body);
  for await (const each of steps) {
    if (each.failure !== undefined) {
      const { code, message, params } = each.failure;
      throw new Refusal(0, code, message, params);
    }
    step.value = each;
  }
}

/** The code that was typed, or that is proposed for the name. */
export const codeMeant = (): string =>
  wish.value.code.trim() || codeFor(wish.value.name, taken.value, new Date());

/** As its YAML file would say. */
function written(code: string): object {
  const words = wizardWords.value;
  const { name, goal, legalClass, queue, trunk, callerId, mode } = wish.value;
  return {
    ...{ campaign: code, name: name.trim(), goal: 'goal', class: legalClass },
    ...{ queue, trunk, 'caller-id': callerId, mode, lists: { [code]: 1 } },
    outcomes: {
      goal: { name: goal.trim(), isGoal: true },
      'not-now': { name: words.notNow },
      refused: { name: words.refusal, isRefusal: true },
    },
  };
}
