/** The push with every topic pages ask for, on the thread of the front. */

import type { PresentParts } from '../presenters.ts';
import type { StoreRoom } from '../store-room.ts';
import { type BoardHealth, boardTopic, wallTopic } from './board.ts';
import { CampaignWatch, campaignsTopic } from './campaigns.ts';
import { deskTopic } from './desk.ts';
import { Live } from './live.ts';
import { Moment } from './moment.ts';
import type { Desks } from './open-desks.ts';

export interface OpenLiveParts extends BoardHealth {
  readonly present: PresentParts;
  readonly desks: Desks;
  readonly now: () => number;
  /** Where campaigns are; absent: the configuration lets none dial. */
  readonly campaigns?: StoreRoom;
}

/** Nothing is pushed to anybody yet. */
export function openLive(parts: OpenLiveParts): Live {
  const { present, now, desks, status } = parts;
  const moment = new Moment(present);
  const room = parts.campaigns;
  const campaigns = room && new CampaignWatch({ room, changed: () => live.touch() });
  const topics = {
    desk: deskTopic(moment, { ...desks, now, status }),
    board: boardTopic({ ...desks, moment, health: parts, now }),
    wall: wallTopic(moment, parts),
    campaigns: campaignsTopic(campaigns),
  };
  const live = new Live(topics, { now, fresh: () => moment.fresh() });
  return live;
}
