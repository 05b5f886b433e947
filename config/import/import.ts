/**
 * Asterisk's queues as a configuration of ours. Reads nothing and writes nothing: sources in,
 * plain maps and a report out.
 */

import { everywhereOf, nextOf } from './advice.ts';
import { AgentList, seatWrapUp } from './agents.ts';
import { type ClassPlan, planClasses } from './classes.ts';
import { type QueueDraft, Shared, secondsText, type Yaml, type YamlMap } from './drafts.ts';
import { callKeys, entriesOf, longestWait, replacement, tellCall, tellOthers } from './entries.ts';
import { Findings, type ImportReport } from './findings.ts';
import { IdMaker } from './ids.ts';
import { isLinear, isWeighted } from './option-strategy.ts';
import { type OptionName, optionNamed, optionNames } from './option-table.ts';
import { mayEnter, type QueueCall, type QueueCalls, queueCallsOf } from './queue-calls.ts';
import { isGeneral, readGeneral, readOption, unknownOption, unwritten } from './queue-options.ts';
import type { AllSources } from './read-sources.ts';
import { isYes, wholeNumber } from './seats.ts';
import { planServing, type Serving, stepsOf } from './serving.ts';
import type { Place, QueueSource, Seat, Setting, SourceError } from './source.ts';
import { windowsOf } from './windows.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: the notation itself
const secret = '${TSUNAGI_ARI_PASSWORD}';

/** What a source does not say. */
export interface ImportOptions {
  /** Technology of phones of which only the extension is known. */
  readonly technology: string;
  /** How long callers wait where Asterisk let them wait without end, in seconds. */
  readonly longestSeconds: number;
}

/** A configuration made of an import. */
export interface Imported {
  readonly config: YamlMap;
  readonly report: ImportReport;
  /** Where queues and agents stand in the source, by kind and id. */
  readonly places: ReadonlyMap<string, Place>;
}

/** What is errors only shows once all is read: `errors` grows. */
export function importQueues(
  sources: AllSources,
  options: ImportOptions,
  errors: SourceError[],
): Imported {
  return new Importing(sources, options, errors).run();
}

class Importing {
  readonly #sources: AllSources;
  readonly #options: ImportOptions;
  readonly #errors: SourceError[];
  readonly #findings = new Findings();
  readonly #shared = new Shared();
  readonly #agents: AgentList;
  readonly #teamIds = new IdMaker('team');
  readonly #teams: YamlMap = {};
  readonly #general: ReadonlyMap<OptionName, Setting>;
  readonly #calls: QueueCalls;
  /** Ids by name of a queue in lower case. */
  readonly #ids = new Map<string, string>();
  readonly #usedRules = new Set<string>();
  readonly #queuesByPhone = new Map<string, Set<QueueSource>>();
  readonly #values = new Map<QueueSource, ReadonlyMap<OptionName, Setting>>();
  #classes!: ClassPlan;

  constructor(sources: AllSources, options: ImportOptions, errors: SourceError[]) {
    this.#sources = sources;
    this.#options = options;
    this.#errors = errors;
    const { dialplan } = sources;
    this.#agents = new AgentList({ dialplan, technology: options.technology }, this.#findings);
    this.#general = valuesOf(sources.general);
    this.#calls = dialplan ? queueCallsOf(dialplan) : { calls: [], entries: [], others: [] };
  }

  run(): Imported {
    this.#nameQueues();
    for (const queue of this.#sources.queues) {
      for (const { phone } of queue.seats) {
        const queues = this.#queuesByPhone.get(phone) ?? new Set();
        this.#queuesByPhone.set(phone, queues.add(queue));
      }
    }
    this.#readGeneral();
    this.#classes = this.#planClasses();
    const queues: YamlMap = {};
    const places = new Map<string, Place>();
    for (const queue of this.#sources.queues) {
      const id = this.#idOf(queue.name)!;
      queues[id] = this.#queue(queue, id);
      places.set(`queues ${id}`, queue.at);
    }
    const entries = entriesOf(
      this.#calls.entries,
      (name) => this.#idOf(name),
      (call) => this.#classOf(call),
      this.#findings,
    );
    this.#tellRest();
    for (const [id, at] of this.#agents.places()) places.set(`agents ${id}`, at);
    const config: YamlMap = {
      name: 'Call centre',
      ...(this.#classes.yaml.length > 0 ? { classes: this.#classes.yaml } : {}),
      switches: { pbx: { kind: 'asterisk-ari', password: secret } },
      queues,
      ...filled({
        entries,
        targets: this.#shared.targets,
        announcements: this.#shared.announcements,
      }),
      ...filled({ teams: this.#teams, agents: this.#agents.yaml() }),
    };
    return { config, report: this.#report(queues, entries), places };
  }

  #report(queues: YamlMap, entries: YamlMap): ImportReport {
    const { files, dialplan } = this.#sources;
    const { list: findings, renamed } = this.#findings;
    const seen = {
      hasAgents: this.#agents.count > 0,
      hasDialplan: dialplan !== undefined,
      hasCalls: this.#calls.calls.length > 0,
    };
    const counts = {
      queues: Object.keys(queues).length,
      agents: this.#agents.count,
      entries: Object.keys(entries).length,
    };
    const everywhere = everywhereOf(seen);
    return { files, counts, findings, renamed, everywhere, next: nextOf(seen) };
  }

  #nameQueues(): void {
    const ids = new IdMaker('queue');
    for (const { name, at, settings } of this.#sources.queues) {
      const id = ids.idFor(name);
      this.#ids.set(name.toLowerCase(), id);
      if (id !== name) this.#findings.renamed.push({ kind: 'queue', name, id, at });
      this.#values.set(this.#sources.queues[this.#values.size]!, valuesOf(settings));
    }
  }

  #idOf(name: string): string | undefined {
    return this.#ids.get(name.toLowerCase());
  }

  #readGeneral(): void {
    for (const setting of this.#sources.general) {
      const name = optionNamed(setting.key);
      const isKnown = name !== undefined && isGeneral(name);
      if (isKnown && this.#general.get(name)?.at !== setting.at) continue;
      const verdict = isKnown ? readGeneral(name, setting) : unknownOption(setting.key);
      const { fate, ...more } = verdict;
      this.#findings.add(fate, setting.at, 'general', textOf(setting), more);
    }
  }

  #planClasses(): ClassPlan {
    const weights = new Map(
      this.#sources.queues.map((each) => [each.name.toLowerCase(), this.#weight(each)]),
    );
    const byCall = this.#calls.calls.flatMap(({ queue, priority }) => {
      const weight = weights.get(queue.toLowerCase());
      return weight === undefined ? [] : [{ weight, priority: priority ?? 0 }];
    });
    return planClasses([
      ...[...weights.values()].map((weight) => ({ weight, priority: 0 })),
      ...byCall,
    ]);
  }

  #weight(queue: QueueSource): number {
    const setting = this.#values.get(queue)!.get('weight');
    if (setting === undefined) return 0;
    return Math.max(0, wholeNumber(setting.value, '`weight`', setting.at, []));
  }

  /** The class a call brings; undefined when it is that of the queue. */
  #classOf({ queue: name, priority }: QueueCall): string | undefined {
    const queue = this.#sources.queues.find(
      (each) => each.name.toLowerCase() === name.toLowerCase(),
    );
    if (queue === undefined || !priority) return undefined;
    return this.#classes.of({ weight: this.#weight(queue), priority });
  }

  #queue(source: QueueSource, id: string): YamlMap {
    const about = `queue ${id}`;
    const calls = this.#calls.calls.filter((call) => mayEnter(call, source.name));
    const values = this.#values.get(source)!;
    const longest = longestWait(calls);
    const longestSeconds = longest ?? this.#options.longestSeconds;
    const serving = this.#serving(source, id, about, calls, longestSeconds);
    const draft: QueueDraft = {
      id,
      source,
      values,
      general: this.#general,
      seats: serving.seats,
      sharesAgents: this.#sharesAgents(source),
      longestSeconds,
      dialplan: this.#sources.dialplan,
      shared: this.#shared,
      errors: this.#errors,
      yaml: { ...(id === source.name ? {} : { name: source.name }), ...callKeys(calls) },
      exits: {},
      sayings: [],
    };
    const ownClass = this.#classes.of({ weight: this.#weight(source), priority: 0 });
    if (ownClass !== undefined) draft.yaml.class = ownClass;
    const wrapUp = seatWrapUp(source.seats, about, this.#findings);
    if (wrapUp !== undefined) draft.yaml['wrap-up'] = secondsText(wrapUp);
    this.#readOptions(draft, about);
    this.#putAgents(serving, id, about);
    this.#tellWait(source, about, calls, longest, longestSeconds);
    draft.exits['too-long'] = { waited: secondsText(longestSeconds), go: 'dialplan' };
    const { teams, steps } = stepsOf(serving, draft.sayings);
    if (teams.length > 0) draft.yaml.teams = teams;
    return { ...draft.yaml, steps, exits: draft.exits };
  }

  #readOptions(draft: QueueDraft, about: string): void {
    for (const setting of draft.source.settings) {
      const name = optionNamed(setting.key);
      // A later line, or one that is not inherited, has taken its place.
      if (name !== undefined && draft.values.get(name)?.at !== setting.at) continue;
      if (name === undefined) this.#tell(setting, about, unknownOption(setting.key));
    }
    for (const name of optionNames) {
      const setting = draft.values.get(name);
      const value = setting?.value ?? unwritten[name];
      if (value === undefined) continue;
      const taken = setting ?? { key: name, value, at: draft.source.at };
      const verdict = readOption(name, taken, draft);
      if (verdict !== undefined) this.#tell(taken, about, verdict, setting === undefined);
    }
  }

  #tell(
    setting: Setting,
    about: string,
    { fate, ...more }: ReturnType<typeof unknownOption>,
    isDefault = false,
  ): void {
    const written = `${textOf(setting)}${isDefault ? ' (not written)' : ''}`;
    this.#findings.add(fate, setting.at, about, written, more);
  }

  #serving(
    source: QueueSource,
    id: string,
    about: string,
    calls: readonly QueueCall[],
    longestSeconds: number,
  ): Serving {
    const values = this.#values.get(source)!;
    const strategy = values.get('strategy')?.value;
    const limit = Number(values.get('penaltymemberslimit')?.value ?? 0) || 0;
    for (const name of [values.get('defaultrule')?.value, ...calls.map(({ rule }) => rule)]) {
      if (name) this.#usedRules.add(name.toLowerCase());
    }
    const once = this.#seatsOnce(source, about);
    const isLevel = once.length <= limit || isWeighted(strategy);
    const seats = isLevel ? once.map((seat) => ({ ...seat, rank: 0 })) : once;
    const windows =
      isLevel || seats.length === 0
        ? undefined
        : windowsOf({
            about,
            rule: values.get('defaultrule'),
            rules: this.#sources.rules,
            calls,
            ranks: seats.map(({ rank }) => rank),
            findings: this.#findings,
          });
    return planServing({
      id,
      about,
      seats,
      windows,
      isLinear: isLinear(strategy),
      longestSeconds,
      teamIds: this.#teamIds,
      findings: this.#findings,
    });
  }

  /** Each phone once, the last line of it; those a penalty below 0 logs off are left out. */
  #seatsOnce({ seats }: QueueSource, about: string): readonly Seat[] {
    const isInvalid = isYes(this.#general.get('negative_penalty_invalid')?.value ?? '');
    const byPhone = new Map<string, Seat>();
    for (const seat of seats) {
      const before = byPhone.get(seat.phone);
      if (before !== undefined) {
        const why = `the phone is in the queue again on line ${seat.at.line}, and that line counts`;
        this.#findings.add('exact', before.at, about, before.written, { why });
      }
      if (seat.rank < 0 && isInvalid) {
        const why = 'a penalty below 0 keeps the agent out, as `negative_penalty_invalid` says';
        this.#findings.add('exact', seat.at, about, seat.written, { why });
        byPhone.delete(seat.phone);
      } else byPhone.set(seat.phone, { ...seat, rank: Math.max(0, seat.rank) });
    }
    return [...byPhone.values()];
  }

  #sharesAgents({ seats }: QueueSource): boolean {
    return seats.some(({ phone }) => this.#queuesByPhone.get(phone)!.size > 1);
  }

  #putAgents({ seats, teams }: Serving, id: string, about: string): void {
    for (const { id: team } of teams ?? []) this.#teams[team] = null;
    for (const seat of seats) {
      const team = teams?.find((each) => each.seats.some(({ at }) => at === seat.at))?.id;
      this.#agents.take(seat, id, about, team);
    }
  }

  #tellWait(
    { at }: QueueSource,
    about: string,
    calls: readonly QueueCall[],
    longest: number | undefined,
    longestSeconds: number,
  ): void {
    for (const call of calls) {
      const advice = replacement(this.#idOf(call.queue) ?? call.queue, this.#classOf(call));
      tellCall(call, about, advice, { first: calls[0]!, longestSeconds }, this.#findings);
    }
    if (longest !== undefined) return;
    const endless = calls.find(({ timeoutSeconds }) => timeoutSeconds === undefined);
    const said = endless === undefined ? 'no Queue() was read' : 'Queue() without a timeout';
    this.#findings.add('differs', endless?.at ?? at, about, said, {
      became: `exits: too-long after ${secondsText(longestSeconds)}`,
      why: 'nobody waits for ever here: after this time a caller goes on in the dialplan',
      advice: 'put the time you mean under `exits: too-long`',
    });
  }

  #tellRest(): void {
    for (const call of this.#calls.calls) {
      if (this.#sources.queues.some(({ name }) => mayEnter(call, name))) continue;
      this.#findings.add('none', call.at, 'dialplan', call.text, {
        why: `no queue "${call.queue}" was read`,
        advice: 'write Stasis(tsunagi,queue,…) with a queue that is configured',
      });
    }
    tellOthers(this.#calls.others, this.#findings);
    for (const { name, at } of this.#sources.rules) {
      if (this.#usedRules.has(name.toLowerCase())) continue;
      this.#findings.add('none', at, 'rule', `[${name}]`, {
        why: 'no queue that was read names it',
      });
    }
    for (const { name, at } of this.#sources.shadowed) {
      const why = 'a queue of this name comes before it; Asterisk passes over this one, too';
      this.#findings.add('none', at, `queue ${name}`, `[${name}]`, { why });
    }
    if (this.#classes.isCut) {
      const at = this.#sources.queues[0]!.at;
      const why = 'there are 16 classes at most: the least urgent weights and priorities are one';
      this.#findings.add('differs', at, 'classes', 'weight, QUEUE_PRIO', { why });
    }
  }
}

/** The line that counts of each option: the last. Keys get the first spelling of the option. */
function valuesOf(settings: readonly Setting[]): ReadonlyMap<OptionName, Setting> {
  const values = new Map<OptionName, Setting>();
  for (const setting of settings) {
    const name = optionNamed(setting.key);
    if (name !== undefined) values.set(name, { ...setting, key: name });
  }
  return values;
}

const textOf = ({ key, value }: Setting): string => `${key} = ${value}`.trimEnd();

/** Sections that hold something. */
const filled = (sections: Readonly<Record<string, YamlMap>>): Record<string, Yaml> =>
  Object.fromEntries(Object.entries(sections).filter(([, each]) => Object.keys(each).length > 0));
