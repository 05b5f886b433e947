/**
 * Feature codes: an agent dials `feature,sign-in,…`, hears or reads the result, and is hung up.
 */

import { type Channel, type Desk, type Feature, hangUp, phoneOf } from './desk.ts';

/** Nobody stays on the line longer than this for want of an answer. */
const answerMs = 10_000;
const playMs = 60_000;

export function featureDialled(desk: Desk, channel: Channel, args: readonly string[]): void {
  const feature: Feature = {
    id: desk.nextFeature++,
    channel: channel.id,
    phone: phoneOf(channel),
    playback: undefined,
    cancelTimer: desk.clock.setTimer(answerMs, () => void hangUp(desk, channel.id)),
  };
  desk.features.set(feature.id, feature);
  desk.featuresByChannel.set(channel.id, feature);
  desk.legChanged(feature.phone);
  desk.tell({ type: 'feature-dialled', feature: feature.id, phone: feature.phone, args });
}

export function answerFeature(desk: Desk, id: number, media: readonly string[]): void {
  const feature = desk.features.get(id);
  if (!feature || feature.playback !== undefined) return;
  feature.playback = `${desk.app}-say-${desk.nextPlayback++}`;
  feature.cancelTimer();
  feature.cancelTimer = desk.clock.setTimer(playMs, () => void hangUp(desk, feature.channel));
  void play(desk, feature, media);
}

async function play(desk: Desk, feature: Feature, media: readonly string[]): Promise<void> {
  const said = await desk.ways.answerFeature(feature, media);
  if (!said) void hangUp(desk, feature.channel);
}

export function featurePlayed(desk: Desk, feature: Feature, playback: string): void {
  if (feature.playback === playback) void hangUp(desk, feature.channel);
}

export function featureLeft(desk: Desk, feature: Feature): void {
  feature.cancelTimer();
  if (!desk.features.delete(feature.id)) return;
  desk.featuresByChannel.delete(feature.channel);
  desk.legChanged(feature.phone);
  desk.tell({ type: 'feature-left', feature: feature.id });
}
