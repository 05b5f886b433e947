/** A campaign on its way: what has been filled in, and what the server said of it. */

import { signal } from '@preact/signals';
import type { CampaignChoices, CampaignOutlook } from '../../../wire/campaign-wizard.ts';
import type { ImportLook, ImportStep } from '../../../wire/people-import.ts';
import { get, post, Refusal } from '../../api.ts';
import { messageOf } from '../../parts/doing.tsx';
import { postForLines, sendFile } from '../../upload.ts';
import { wizardWords } from '../../words/wizard.ts';

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
export const tenantAsked = signal<{ readonly all: readonly string[]; readonly one: string }>({
  all: [],
  one: '',
});
export const wish = signal<Wish>({
  ...{ name: '', goal: '', legalClass: '', queue: '', trunk: '', callerId: '' },
  ...{ mode: 'progressive', country: 'JP' },
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

const asTenant = (path: string): string => {
  const { one } = tenantAsked.value;
  if (one === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}tenant=${encodeURIComponent(one)}`;
};

/** Asks what there is to choose from; the first of each is chosen. */
export async function askChoices(): Promise<void> {
  try {
    const answer = await get<CampaignChoices>(asTenant('/campaign-choices'));
    choices.value = answer;
    const { queues, trunks, callerIds, country } = answer;
    const [queue, trunk, callerId] = [queues[0]?.id, trunks[0], callerIds[0]];
    setWish({ queue: queue ?? '', trunk: trunk ?? '', callerId: callerId ?? '', country });
  } catch (error) {
    const { tenants } = error instanceof Refusal ? error.params : {};
    if (!Array.isArray(tenants)) choices.value = messageOf(error);
    else if (tenantAsked.value.one === '') {
      tenantAsked.value = { all: tenants as string[], one: String(tenants[0]) };
      await askChoices();
    }
  }
}

/** Another client's campaign. */
export async function chooseTenant(one: string): Promise<void> {
  tenantAsked.value = { ...tenantAsked.value, one };
  look.value = undefined;
  await askChoices();
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
    look.value = await sendFile<ImportLook>(asTenant(`/people/imports?${query}`), file);
  });

/** Looks at the table again, with other fields or another country. */
export const lookAgain = (): Promise<void> =>
  trying(async () => {
    const { id } = look.value!;
    const body = { map: map.value, country: wish.value.country };
    look.value = await post<ImportLook>(asTenant(`/people/imports/${id}/look`), body);
  });

/** The first thing that is missing, as a sentence; undefined: nothing. */
export function missing(): string | undefined {
  const words = wizardWords.value;
  const { name, goal, legalClass, queue, trunk, callerId } = wish.value;
  if (!look.value) return words.missingFile;
  if (look.value.obstacle !== null) return words.missingNumber;
  if (name.trim() === '') return words.missingName;
  if (goal.trim() === '') return words.missingGoal;
  if (legalClass === '') return words.missingClass;
  if (queue === '') return words.missingQueue;
  if (trunk === '') return words.missingTrunk;
  return callerId === '' ? words.missingCallerId : undefined;
}

/** Brings the people in, makes the draft, and asks what stands in its way. Dials nobody. */
export const check = (): Promise<void> =>
  trying(async () => {
    const code = await freeCode();
    await bringIn(code);
    const made = await post<{ leads: number }>(asTenant('/campaigns'), written(code));
    const path = `/campaigns/${code}/outlook`;
    const outlook = await get<CampaignOutlook>(asTenant(path));
    draft.value = { code, leads: made.leads, outlook, isStarted: false };
  });

export const start = (): Promise<void> =>
  trying(async () => {
    const { code } = draft.value!;
    await post(asTenant(`/campaigns/${code}/start`));
    draft.value = { ...draft.value!, isStarted: true };
  });

export const campaignHref = (code: string): string => asTenant(`/campaigns/${code}`);

async function bringIn(list: string): Promise<void> {
  const { id } = look.value!;
  const body = { map: map.value, country: wish.value.country, list };
  const steps = postForLines<ImportStep>(asTenant(`/people/imports/${id}/run`), body);
  for await (const each of steps) {
    if (each.failure !== undefined) throw new Error(each.failure);
    step.value = each;
  }
}

/** Of the name what a code may hold, with a number where it is taken. */
async function freeCode(): Promise<string> {
  const plain = wish.value.name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const base = /^[a-z]/.test(plain) ? plain : `campaign-${new Date().toISOString().slice(0, 10)}`;
  const { campaigns } = await get<{ campaigns: readonly { code: string }[] }>(
    asTenant('/campaigns'),
  );
  const taken = new Set(campaigns.map(({ code }) => code));
  for (let n = 1; ; n++) {
    const code = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(code)) return code;
  }
}

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
