/**
 * The emergency exit: callers who wait in our Stasis application, or in our context where routing
 * is by AMI, while nobody routes are sent back to the dialplan by `Redirect`, one after another,
 * the longest waiting first. Needs a user with `write = call,reporting`.
 */

import { partOf } from '../asterisk/channel-ids.ts';
import { callOfKept, keptName } from '../asterisk/kept.ts';
import type { AmiMessage } from './message.ts';
import { type AmiAsker, AmiError } from './questions.ts';
import { stationsOfCallers } from './switch/dialplan.ts';

/** A line of the dialplan. */
export interface Place {
  readonly context: string;
  readonly extension: string;
  /** From 1. */
  readonly priority: number;
}

/** A caller nobody looks after. */
export interface Stranded {
  /** `PJSIP/trunk-00000001` */
  readonly channel: string;
  /** Of the caller, as the switch tells it. */
  readonly number: string;
  readonly name: string;
  /** Number of the call in the journal; absent: it had only just come in. */
  readonly call?: number;
  /** Since the channel came to be; whole seconds are all Asterisk tells. */
  readonly waitedMs: number;
  /**
   * The line after `Stasis()`, or what knows it; absent: we called this one, there is no such line.
   */
  readonly next?: Place;
}

export interface Rescue extends Stranded {
  /** Where to; absent: there was no place. */
  readonly to?: Place;
  /** `left`: hung up meanwhile. `spared`: not tried, because somebody routes again. */
  readonly outcome: 'moved' | 'would-move' | 'left' | 'failed' | 'spared';
  /** Of a failure: a sentence. */
  readonly why?: string;
}

export interface RescueOrder {
  /** Name of the Stasis application, or of our context. */
  readonly app: string;
  /** Absent: each goes on at the line after its `Stasis()`, as when we are not there. */
  readonly to?: Place;
  readonly dryRun?: boolean;
  /** Asked before each move; false: leave the rest where they are. */
  readonly goOn?: () => boolean;
  /** Told of each as it is done. */
  readonly onDone?: (rescue: Rescue) => void;
}

export const placeInWords = ({ context, extension, priority }: Place): string =>
  `${context},${extension},${priority}`;

/**
 * Sends all of them on. Resolves with what became of each; rejects with an `AmiError` when Asterisk
 * cannot be asked, or when the place is not in its dialplan: then nobody was moved. Cost: two
 * questions a caller.
 */
export async function rescueAll(ami: AmiAsker, order: RescueOrder): Promise<Rescue[]> {
  if (order.to) await expectPlace(ami, order.to);
  const rescued: Rescue[] = [];
  for (const caller of await findStranded(ami, order.app)) {
    const rescue = await move(ami, caller, order);
    rescued.push(rescue);
    order.onDone?.(rescue);
  }
  return rescued;
}

/**
 * Who waits in the application, the longest waiting first: callers, and customers we called who
 * have answered, alone or with nobody in their conversation. Agents' legs, feature codes and people
 * who talk are left alone.
 */
export async function findStranded(ami: AmiAsker, app: string): Promise<Stranded[]> {
  const channels = await ami.list({ Action: 'CoreShowChannels' });
  const inside = new Map<string, number>();
  for (const channel of channels) {
    const bridge = channel.text('BridgeId');
    inside.set(bridge, (inside.get(bridge) ?? 0) + 1);
  }
  const waiting = channels.filter((channel) => {
    const bridge = channel.text('BridgeId');
    const alone = bridge === '' || inside.get(bridge) === 1;
    return alone && isCaller(app, channel);
  });
  const found = await Promise.all(waiting.map((channel) => strandedOf(ami, app, channel)));
  return found.filter((each) => each !== undefined).sort(byWait);
}

/** In our context, routed by AMI: not on the way out, not an agent, not a feature code. */
const waitsInContext = (app: string, channel: AmiMessage): boolean =>
  channel.get('Context') === app && stationsOfCallers.has(channel.text('Exten'));

/** Arguments of `Stasis()`, or what stands for them; undefined: not with us. */
function argsOf(app: string, channel: AmiMessage): readonly string[] | undefined {
  if (waitsInContext(app, channel)) return [];
  if (channel.get('Application') !== 'Stasis') return undefined;
  const [name, ...args] = channel.text('ApplicationData').split(',');
  return name === app ? args : undefined;
}

function isCaller(app: string, channel: AmiMessage): boolean {
  const [kind] = argsOf(app, channel) ?? ['leg'];
  if (kind === 'feature' || kind === 'leg') return false;
  return partOf(app, channel.text('Uniqueid'))?.part !== 'leg';
}

async function strandedOf(
  ami: AmiAsker,
  app: string,
  channel: AmiMessage,
): Promise<Stranded | undefined> {
  const name = channel.text('Channel');
  const call = await callOf(ami, name);
  if (call === 'left') return undefined;
  const dialled = partOf(app, channel.text('Uniqueid')) === undefined;
  const [hours = 0, minutes = 0, seconds = 0] = channel.text('Duration').split(':').map(Number);
  return {
    channel: name,
    number: known(channel.text('CallerIDNum')),
    name: known(channel.text('CallerIDName')),
    waitedMs: ((hours * 60 + minutes) * 60 + seconds) * 1_000,
    ...(call === undefined ? {} : { call }),
    ...(dialled
      ? {
          next: waitsInContext(app, channel)
            ? { context: app, extension: 'back', priority: 1 }
            : {
                context: channel.text('Context'),
                extension: channel.text('Exten'),
                priority: channel.count('Priority') + 1,
              },
        }
      : {}),
  };
}

/** What Asterisk writes for a caller who does not say. */
const known = (text: string): string => (text === '<unknown>' ? '' : text);

async function callOf(ami: AmiAsker, channel: string): Promise<number | 'left' | undefined> {
  try {
    const answer = await ami.ask({ Action: 'Getvar', Channel: channel, Variable: keptName });
    return callOfKept(answer.text('Value'));
  } catch (error) {
    if (isGone(error)) return 'left';
    throw error;
  }
}

/** Numbers of calls rise in order of arrival; who has none yet has come last. */
function byWait(a: Stranded, b: Stranded): number {
  if (a.call !== b.call) return (a.call ?? Infinity) - (b.call ?? Infinity);
  return b.waitedMs - a.waitedMs;
}

/** A caller sent to a place that is not there would be hung up on. */
async function expectPlace(ami: AmiAsker, place: Place): Promise<void> {
  const { context, extension } = place;
  try {
    await ami.list({ Action: 'ShowDialPlan', Context: context, Extension: extension });
  } catch (error) {
    if (!(error instanceof AmiError) || error.kind !== 'refused') throw error;
    const where = placeInWords(place);
    throw new AmiError('refused', `there is no ${where} in the dialplan (${error.message})`);
  }
}

async function move(ami: AmiAsker, caller: Stranded, order: RescueOrder): Promise<Rescue> {
  if (order.goOn?.() === false) return { ...caller, outcome: 'spared' };
  const to = order.to ?? caller.next;
  if (!to) {
    const why = 'we have called this customer: no line of the dialplan follows; give a place';
    return { ...caller, outcome: 'failed', why };
  }
  if (order.dryRun) return { ...caller, to, outcome: 'would-move' };
  try {
    await ami.ask({
      Action: 'Redirect',
      Channel: caller.channel,
      Context: to.context,
      Exten: to.extension,
      Priority: to.priority,
    });
    return { ...caller, to, outcome: 'moved' };
  } catch (error) {
    if (isGone(error)) return { ...caller, to, outcome: 'left' };
    // The others may still be moved, unless there is nobody to ask.
    if (error instanceof AmiError && error.kind === 'lost') throw error;
    return { ...caller, to, outcome: 'failed', why: (error as Error).message };
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof AmiError &&
  error.kind === 'refused' &&
  /no such channel|does not exist/i.test(error.message);
