/** What is asked of ARI to compare the loopback server with the real one, scenario by scenario. */

import type { Likeness } from './ari-likeness.ts';

let unique = 0;
const fresh = (what: string): string => `${what}-${Date.now()}-${unique++}`;

export const likenessScenarios: Readonly<Record<string, Likeness>> = {
  'a caller is answered, hears music and an announcement, and goes on': async (scene) => {
    const { ari, enter, world } = scene;
    const { id, caller } = await enter();
    const steps = [];
    await ari.ask('POST', `channels/${id}/answer`);
    await ari.ask('POST', `channels/${id}/answer`);
    await caller.press('7');
    await ari.event('ChannelDtmfReceived', 'caller');
    await ari.ask('POST', `channels/${id}/moh?mohClass=default`);
    await ari.ask('POST', `channels/${id}/variable?variable=A&value=1`);
    steps.push(await ari.step());
    await ari.ask('GET', `channels/${id}/variable?variable=A`);
    await ari.ask('GET', `channels/${id}/variable?variable=NOT_SET`);
    steps.push(await ari.step());
    const playback = fresh('playback');
    ari.name(playback, 'playback');
    const media = `${world.sounds.short},${world.sounds.short}`;
    await ari.ask('POST', `channels/${id}/play/${playback}?media=${media}`);
    await ari.event('PlaybackFinished');
    steps.push(await ari.step());
    await ari.ask('POST', `channels/${id}/continue`);
    await ari.event('StasisEnd', 'caller');
    await ari.ask('POST', `channels/${id}/moh`);
    await ari.ask('POST', `channels/${id}/answer`);
    await ari.ask('POST', `channels/${id}/variable?variable=A&value=1`);
    await ari.ask('GET', `channels/${id}/variable?variable=A`);
    steps.push(await ari.step());
    await ari.ask('DELETE', `channels/${id}?reason=normal`);
    steps.push(await ari.step());
    return steps;
  },

  'a caller hangs up, alone and in an announcement': async ({ ari, enter, world }) => {
    const steps = [];
    const first = await enter();
    await first.caller.hangUp();
    await ari.event('StasisEnd', 'caller');
    steps.push(await ari.step());
    const { id, caller } = await enter();
    await ari.ask('POST', `channels/${id}/answer`);
    const playback = fresh('playback');
    ari.name(playback, 'playback');
    await ari.ask('POST', `channels/${id}/play/${playback}?media=${world.sounds.long}`);
    await ari.event('PlaybackStarted');
    await caller.hangUp();
    await ari.event('StasisEnd', 'caller');
    await ari.ask('DELETE', `playbacks/${playback}`);
    await ari.ask('DELETE', `channels/${id}`);
    steps.push(await ari.step());
    return steps;
  },

  'a sound that is not there, a playback stopped, and one played twice': async (scene) => {
    const { ari, enter, world } = scene;
    const { id } = await enter();
    const steps = [];
    await ari.ask('POST', `channels/${id}/answer`);
    const lost = fresh('playback');
    ari.name(lost, 'lost');
    await ari.ask('POST', `channels/${id}/play/${lost}?media=sound:missing-sound`);
    await ari.event('PlaybackFinished', 'lost');
    steps.push(await ari.step());
    const playback = fresh('playback');
    ari.name(playback, 'playback');
    await ari.ask('POST', `channels/${id}/play/${playback}?media=${world.sounds.long}`);
    await ari.event('PlaybackStarted', 'playback');
    await ari.ask('DELETE', `playbacks/${playback}`);
    await ari.event('PlaybackFinished', 'playback');
    await ari.ask('DELETE', `playbacks/${playback}`);
    steps.push(await ari.step());
    return steps;
  },

  'what is not there': async ({ ari }) => {
    await ari.ask('GET', 'channels/nobody');
    await ari.ask('DELETE', 'channels/nobody');
    await ari.ask('POST', 'channels/nobody/answer');
    await ari.ask('POST', 'channels/nobody/moh');
    await ari.ask('POST', 'channels/nobody/ring');
    await ari.ask('POST', 'channels/nobody/continue');
    await ari.ask('POST', 'channels/nobody/play?media=sound:tt-monkeys');
    await ari.ask('GET', 'channels/nobody/variable?variable=A');
    await ari.ask('POST', 'channels/nobody/variable?variable=A&value=1');
    await ari.ask('GET', 'bridges/none');
    await ari.ask('DELETE', 'bridges/none');
    await ari.ask('POST', 'bridges/none/addChannel?channel=nobody');
    await ari.ask('POST', 'bridges/none/removeChannel?channel=nobody');
    await ari.ask('POST', 'bridges/none/record?name=none&format=wav');
    await ari.ask('GET', 'playbacks/none');
    await ari.ask('POST', 'recordings/live/none/stop');
    await ari.ask('POST', 'recordings/live/none/pause');
    await ari.ask('GET', 'applications/none');
    await ari.ask('GET', 'endpoints/PJSIP/none');
    await ari.ask('GET', 'deviceStates/PJSIP%2Fnone');
    await ari.ask('GET', 'nothing-of-this-name');
    await ari.ask('POST', 'applications/none/subscription?eventSource=deviceState:PJSIP/1001');
    await ari.ask('POST', 'applications/tsunagi/subscription?eventSource=endpoint:PJSIP/none');
    await ari.ask('POST', 'applications/tsunagi/subscription?eventSource=deviceState:PJSIP/none');
    return [await ari.step()];
  },

  'a phone is called, answers and is hung up': async ({ ari, phone, leg }) => {
    const steps = [];
    const id = await leg();
    await ari.ask('POST', `channels/${id}/ring`);
    await ari.ask('DELETE', `channels/${id}/ring`);
    steps.push(await ari.step());
    await ari.ask('DELETE', `channels/${id}?reason=answered_elsewhere`);
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step());
    const other = await leg();
    ari.lines.length = 0;
    await phone.hangUp();
    await ari.event('ChannelDestroyed', 'leg');
    await ari.ask('DELETE', `channels/${other}`);
    steps.push(await ari.step());
    return steps;
  },

  'a phone declines, is busy, does not answer, or is called off': async ({ ari, phone }) => {
    const steps = [];
    const call = async (timeout: number): Promise<string> => {
      const id = fresh('leg');
      ari.name(id, 'leg');
      const query = `endpoint=${phone.peer}&app=tsunagi&timeout=${timeout}&channelId=${id}`;
      await ari.ask('POST', `channels?${query}`);
      return id;
    };
    phone.does('wait');
    await call(30);
    await ari.event('ChannelStateChange', 'leg');
    await phone.decline();
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step());
    phone.does('busy');
    await call(30);
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step(/ringing/i));
    phone.does('wait');
    await call(1);
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step());
    const id = await call(30);
    await ari.event('ChannelStateChange', 'leg');
    await ari.ask('POST', `channels/${id}/moh`);
    await ari.ask('POST', `channels/${id}/ring`);
    await ari.ask('POST', `channels/${id}/continue`);
    await ari.ask('POST', `channels/${id}/play?media=sound:tt-monkeys`);
    await ari.ask('POST', `channels/${id}/variable?variable=A&value=1`);
    await ari.ask('DELETE', `channels/${id}`);
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step());
    return steps;
  },

  'what cannot be called': async ({ ari, phone }) => {
    await ari.ask('POST', 'channels?endpoint=PJSIP/no-such-phone&app=tsunagi');
    await ari.ask('POST', 'channels?endpoint=Nonsense/1&app=tsunagi');
    await ari.ask('POST', 'channels?endpoint=nonsense&app=tsunagi');
    await ari.ask('POST', 'channels?app=tsunagi');
    await ari.ask('POST', `channels?endpoint=${phone.peer}&app=tsunagi&originator=nobody`);
    await phone.register(false);
    await ari.ask('POST', `channels?endpoint=${phone.peer}&app=tsunagi`);
    await phone.register(true);
    return [await ari.step()];
  },

  'two talk in a bridge, and part': async ({ ari, enter, leg, phone, world }) => {
    const steps = [];
    const { id, caller } = await enter();
    await ari.ask('POST', `channels/${id}/answer`);
    await ari.ask('POST', `channels/${id}/moh`);
    const agent = await leg();
    const bridge = fresh('bridge');
    ari.name(bridge, 'bridge');
    await ari.ask('POST', `bridges?bridgeId=${bridge}&type=mixing`);
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=nobody`);
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id},${agent}`);
    await ari.event('ChannelEnteredBridge', 'leg');
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id}`);
    steps.push(await ari.step());
    await phone.hold(true);
    await ari.event('ChannelHold', 'leg');
    await phone.hold(false);
    await ari.event('ChannelUnhold', 'leg');
    steps.push(await ari.step());
    await caller.hangUp();
    await ari.event('StasisEnd', 'caller');
    await world.pass(200);
    steps.push(await ari.step());
    await ari.ask('DELETE', `bridges/${bridge}`);
    await ari.event('ChannelLeftBridge', 'leg');
    await ari.ask('DELETE', `channels/${agent}`);
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step());
    return steps;
  },

  'an agent hangs up in conversation': async ({ ari, enter, leg, phone }) => {
    const { id } = await enter();
    await ari.ask('POST', `channels/${id}/answer`);
    const agent = await leg();
    const bridge = fresh('bridge');
    ari.name(bridge, 'bridge');
    await ari.ask('POST', `bridges?bridgeId=${bridge}&type=mixing`);
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id},${agent}`);
    await ari.event('ChannelEnteredBridge', 'leg');
    await ari.step();
    await phone.hangUp();
    await ari.event('ChannelDestroyed', 'leg');
    return [await ari.step()];
  },

  'an announcement holds a caller back from a bridge': async ({ ari, enter, world }) => {
    const { id } = await enter();
    const steps = [];
    await ari.ask('POST', `channels/${id}/answer`);
    const playback = fresh('playback');
    ari.name(playback, 'playback');
    const bridge = fresh('bridge');
    ari.name(bridge, 'bridge');
    await ari.ask('POST', `bridges?bridgeId=${bridge}&type=mixing`);
    await ari.ask('POST', `channels/${id}/play/${playback}?media=${world.sounds.long}`);
    await ari.event('PlaybackStarted');
    const added = ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id}`);
    steps.push(await ari.step());
    await ari.ask('DELETE', `playbacks/${playback}`);
    await added;
    await ari.event('ChannelEnteredBridge', 'caller');
    steps.push(await ari.step());
    await ari.ask('POST', `bridges/${bridge}/removeChannel?channel=${id}`);
    await ari.ask('POST', `bridges/${bridge}/removeChannel?channel=${id}`);
    await ari.event('ChannelLeftBridge', 'caller');
    await ari.ask('DELETE', `bridges/${bridge}`);
    steps.push(await ari.step());
    return steps;
  },

  'a conversation is recorded': async ({ ari, enter, leg }) => {
    const { id } = await enter();
    const steps = [];
    await ari.ask('POST', `channels/${id}/answer`);
    const agent = await leg();
    const bridge = fresh('bridge');
    ari.name(bridge, 'bridge');
    await ari.ask('POST', `bridges?bridgeId=${bridge}&type=mixing`);
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id},${agent}`);
    await ari.event('ChannelEnteredBridge', 'leg');
    steps.push(await ari.step());
    const name = fresh('recording');
    ari.name(name, 'recording');
    await ari.ask('POST', `bridges/${bridge}/record?name=${name}&format=wav`);
    await ari.event('RecordingStarted');
    await ari.ask('POST', `bridges/${bridge}/record?name=${name}&format=wav`);
    await ari.ask('POST', `bridges/${bridge}/record?name=x${name}&format=nonsense`);
    await ari.ask('POST', `recordings/live/${name}/pause`);
    await ari.ask('DELETE', `recordings/live/${name}/pause`);
    await ari.ask('POST', `recordings/live/${name}/stop`);
    steps.push(await ari.step());
    const second = fresh('recording');
    ari.name(second, 'second');
    await ari.ask('POST', `bridges/${bridge}/record?name=${second}&format=wav`);
    await ari.event('RecordingStarted', 'second');
    await ari.ask('DELETE', `bridges/${bridge}`);
    // Its end is sometimes told, sometimes not.
    steps.push(await ari.step(/RecordingFinished/));
    return steps;
  },

  'an agent transfers blind': async ({ ari, enter, leg, phone }) => {
    const { id, caller } = await enter();
    const steps = [];
    await ari.ask('POST', `channels/${id}/answer`);
    const agent = await leg();
    const bridge = fresh('bridge');
    ari.name(bridge, 'bridge');
    await ari.ask('POST', `bridges?bridgeId=${bridge}&type=mixing`);
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id},${agent}`);
    await ari.event('ChannelEnteredBridge', 'leg');
    await ari.step();
    await phone.transferBlind('nobody');
    steps.push(await ari.step());
    await phone.transferBlind('somebody');
    await ari.event('StasisEnd', 'leg');
    await ari.event('Dial', 'replacement ANSWER');
    steps.push(await ari.step());
    await caller.hangUp();
    await ari.event('StasisEnd', 'caller');
    steps.push(await ari.step());
    return steps;
  },

  'an agent transfers with an announcement of his own': async ({ ari, enter, leg, phone }) => {
    const { id } = await enter();
    const steps = [];
    await ari.ask('POST', `channels/${id}/answer`);
    const agent = await leg();
    const bridge = fresh('bridge');
    ari.name(bridge, 'bridge');
    await ari.ask('POST', `bridges?bridgeId=${bridge}&type=mixing`);
    await ari.ask('POST', `bridges/${bridge}/addChannel?channel=${id},${agent}`);
    await ari.event('ChannelEnteredBridge', 'leg');
    await ari.step();
    await phone.transferAttended();
    await ari.event('StasisEnd', 'leg');
    steps.push(await ari.step());
    return steps;
  },

  'a phone’s states are followed': async ({ ari, phone, leg }) => {
    const steps = [];
    const source = `eventSource=deviceState:${phone.peer}`;
    await ari.ask('POST', `applications/tsunagi/subscription?${source}`);
    const id = await leg();
    // Ringing is told unless the answer is quicker than the news of it.
    steps.push(await ari.step(/RINGING/));
    await ari.ask('DELETE', `channels/${id}`);
    await ari.event('ChannelDestroyed', 'leg');
    steps.push(await ari.step());
    await phone.register(false);
    steps.push(await ari.step());
    await phone.register(true);
    steps.push(await ari.step());
    await ari.ask('DELETE', `applications/tsunagi/subscription?${source}`);
    await phone.register(false);
    await phone.register(true);
    steps.push(await ari.step());
    return steps;
  },

  // Last, and after 'what cannot be called': the thread that refused an id for being known replies
  // 409 instead of 500 to later calls that cannot be made.
  'an id is given twice, or is the beginning of another': async ({ ari, phone, leg }) => {
    const id = await leg();
    const beginning = id.slice(0, id.lastIndexOf('-'));
    ari.name(beginning, 'beginning');
    for (const each of [id, beginning]) {
      await ari.ask('POST', `channels?endpoint=${phone.peer}&app=tsunagi&channelId=${each}`);
    }
    await ari.ask('DELETE', `channels/${id}`);
    await ari.event('ChannelDestroyed', 'leg');
    return [await ari.step()];
  },

  'speech is told while it is listened to, and its end after a silence': async (scene) => {
    const { ari, phone, leg, world } = scene;
    const steps = [];
    phone.speaks(true);
    const id = await leg();
    const variable = `channels/${id}/variable?variable=TALK_DETECT`;
    await ari.ask('POST', `${variable}(set)&value=300`);
    await ari.event('ChannelTalkingStarted', 'leg');
    phone.speaks(false);
    await ari.event('ChannelTalkingFinished', 'leg');
    steps.push(await ari.step());
    phone.speaks(true);
    await ari.event('ChannelTalkingStarted', 'leg');
    // Once more, in the middle of it.
    await ari.ask('POST', `${variable}(set)&value=200`);
    await world.pass(300);
    steps.push(await ari.step());
    await ari.ask('POST', `${variable}(remove)`);
    phone.speaks(false);
    await world.pass(400);
    phone.speaks(true);
    await world.pass(200);
    steps.push(await ari.step());
    return steps;
  },
};
