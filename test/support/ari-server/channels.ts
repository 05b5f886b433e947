/** ARI's operations on channels and playbacks. */

import {
  answer,
  continueInDialplan,
  getVariable,
  hangUpById,
  inStasis,
  isReply,
  mute,
  pressKeys,
  setVariable,
} from '../../../adapters/simulated/channels.ts';
import {
  play,
  startMusic,
  startRinging,
  stopMusic,
  stopPlayback,
  stopRinging,
} from '../../../adapters/simulated/media.ts';
import type { Cause, Channel, Reply } from '../../../adapters/simulated/model.ts';
import { originate } from '../../../adapters/simulated/originate.ts';
import { nextId } from '../../../adapters/simulated/pbx.ts';
import { snoop } from '../../../adapters/simulated/snooping.ts';
import type { Whisper } from '../../../adapters/simulated/voices.ts';
import { type AriRequest, operation, type Respond, respondWith } from './operation.ts';
import { channelJson, playbackJson } from './translate.ts';

const reasons: Readonly<Record<string, Cause>> = {
  normal: 16,
  busy: 17,
  no_answer: 19,
  timeout: 19,
  rejected: 21,
  answered_elsewhere: 26,
};

/** With a channel that is in Stasis; a leg that has not answered cannot be played to. */
function withChannel(
  { pbx, values }: AriRequest,
  respond: Respond,
  run: (channel: Channel) => Reply,
): void {
  const found = inStasis(pbx, values.channelId!);
  respondWith(respond, isReply(found) ? found : run(found));
}

function runOriginate({ pbx, values, variables }: AriRequest, respond: Respond): void {
  const { endpoint = '', app = '', appArgs = '', timeout = '30', channelId } = values;
  if (values.originator && values.formats) {
    respond(400, { message: 'Originator and formats cannot be specified at the same time' });
    return;
  }
  const [, name = '', number = ''] = /^\s*"?(.*?)"?\s*<(.*)>\s*$/.exec(values.callerId ?? '') ?? [];
  const reply = originate(pbx, {
    endpoint,
    app,
    args: appArgs === '' ? [] : appArgs.split(','),
    timeoutMs: Number(timeout) * 1_000,
    caller: { name: name.replace(/\\(.)/g, '$1'), number },
    variables,
    ...(channelId && { id: channelId }),
    ...(values.originator && { originator: values.originator }),
  });
  respondWith(respond, reply, reply.channel && channelJson(reply.channel));
}

function runPlay({ pbx, values }: AriRequest, respond: Respond): void {
  const channel = inStasis(pbx, values.channelId!);
  if (isReply(channel)) {
    respondWith(respond, channel);
    return;
  }
  const id = values.playbackId ?? `playback-${nextId(pbx)}`;
  const reply = play(pbx, channel, values.media!.split(','), id);
  respondWith(respond, reply, reply.playback && playbackJson(reply.playback));
}

const originateParameters = [
  ...['endpoint!', 'extension', 'context', 'priority', 'label', 'app', 'appArgs', 'callerId'],
  ...['timeout', 'otherChannelId', 'originator', 'formats'],
  { name: 'variables', in: 'body', type: 'containers' } as const,
];

export const channelOperations = [
  operation('GET /channels', 'list', 'List[Channel]', [], ({ pbx }, respond) =>
    respond(200, [...pbx.channels.values()].map(channelJson)),
  ),
  operation(
    'POST /channels',
    'originate',
    'Channel',
    [...originateParameters, 'channelId'],
    runOriginate,
  ),
  operation(
    'POST /channels/{channelId}',
    'originateWithId',
    'Channel',
    originateParameters,
    runOriginate,
  ),
  operation('GET /channels/{channelId}', 'get', 'Channel', [], ({ pbx, values }, respond) => {
    const channel = pbx.channels.get(values.channelId!);
    if (channel) respond(200, channelJson(channel));
    else respond(404, { message: 'Channel not found' });
  }),
  operation(
    'DELETE /channels/{channelId}',
    'hangup',
    'void',
    ['reason', 'reason_code'],
    ({ pbx, values }, respond) => {
      const { channelId, reason, reason_code: code } = values;
      const cause = reason ? reasons[reason] : ((code ? Number(code) : 16) as Cause);
      if (cause === undefined) respond(400, { message: 'Invalid Reason' });
      else respondWith(respond, hangUpById(pbx, channelId!, cause));
    },
  ),
  operation(
    'POST /channels/{channelId}/continue',
    'continueInDialplan',
    'void',
    ['context', 'extension', 'priority', 'label'],
    ({ pbx, values }, respond) => {
      const { channelId, context, extension } = values;
      const channel = pbx.channels.get(channelId!);
      const to =
        context || extension
          ? {
              context: context ?? channel?.place.context ?? '',
              extension: extension ?? channel?.place.extension ?? '',
            }
          : undefined;
      respondWith(respond, continueInDialplan(pbx, channelId!, to));
    },
  ),
  operation('POST /channels/{channelId}/answer', 'answer', 'void', [], ({ pbx, values }, respond) =>
    answer(pbx, values.channelId!, (reply) => respondWith(respond, reply)),
  ),
  operation(
    'POST /channels/{channelId}/moh',
    'startMoh',
    'void',
    ['mohClass'],
    (request, respond) =>
      withChannel(request, respond, (channel) =>
        startMusic(request.pbx, channel, request.values.mohClass ?? 'default'),
      ),
  ),
  operation('DELETE /channels/{channelId}/moh', 'stopMoh', 'void', [], (request, respond) =>
    withChannel(request, respond, (channel) => stopMusic(request.pbx, channel)),
  ),
  operation('POST /channels/{channelId}/ring', 'ring', 'void', [], (request, respond) =>
    withChannel(request, respond, (channel) => startRinging(request.pbx, channel)),
  ),
  operation('DELETE /channels/{channelId}/ring', 'ringStop', 'void', [], (request, respond) =>
    withChannel(request, respond, (channel) => stopRinging(request.pbx, channel)),
  ),
  operation(
    'POST /channels/{channelId}/mute',
    'mute',
    'void',
    ['direction'],
    ({ pbx, values }, respond) => respondWith(respond, mute(pbx, values.channelId!, true)),
  ),
  operation(
    'DELETE /channels/{channelId}/mute',
    'unmute',
    'void',
    ['direction'],
    ({ pbx, values }, respond) => respondWith(respond, mute(pbx, values.channelId!, false)),
  ),
  operation(
    'POST /channels/{channelId}/dtmf',
    'sendDTMF',
    'void',
    ['dtmf', 'before', 'between', 'duration', 'after'],
    ({ pbx, values }, respond) =>
      respondWith(respond, pressKeys(pbx, values.channelId!, values.dtmf ?? '')),
  ),
  operation(
    'POST /channels/{channelId}/snoop/{snoopId}',
    'snoopChannelWithId',
    'Channel',
    ['spy', 'whisper', 'app!', 'appArgs'],
    ({ pbx, values }, respond) => {
      const { channelId, snoopId, whisper = 'none', app, appArgs = '' } = values;
      const reply = snoop(pbx, channelId!, {
        ...{ id: snoopId!, whisper: whisper as Whisper, app: app!, args: appArgs.split(',') },
      });
      respondWith(respond, reply, reply.channel && channelJson(reply.channel));
    },
  ),
  operation('POST /channels/{channelId}/play', 'play', 'Playback', ['media!*', 'lang'], runPlay),
  operation(
    'POST /channels/{channelId}/play/{playbackId}',
    'playWithId',
    'Playback',
    ['media!*', 'lang'],
    runPlay,
  ),
  operation(
    'GET /channels/{channelId}/variable',
    'getChannelVar',
    'Variable',
    ['variable!'],
    ({ pbx, values }, respond) => {
      const reply = getVariable(pbx, values.channelId!, values.variable!);
      respondWith(respond, reply, { value: reply.value });
    },
  ),
  operation(
    'POST /channels/{channelId}/variable',
    'setChannelVar',
    'void',
    ['variable!', 'value'],
    ({ pbx, values }, respond) =>
      setVariable(pbx, values.channelId!, values.variable!, values.value ?? '', (reply) =>
        respondWith(respond, reply),
      ),
  ),
  operation('GET /playbacks/{playbackId}', 'get', 'Playback', [], ({ pbx, values }, respond) => {
    const playback = pbx.playbacks.get(values.playbackId!);
    if (playback) respond(200, playbackJson(playback));
    else respond(404, { message: 'Playback not found' });
  }),
  operation('DELETE /playbacks/{playbackId}', 'stop', 'void', [], ({ pbx, values }, respond) =>
    respondWith(respond, stopPlayback(pbx, values.playbackId!)),
  ),
];
