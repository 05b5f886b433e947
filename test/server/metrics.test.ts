import { afterEach, describe, expect, it } from 'vitest';
import { type Centre, cleanUp, startCentre } from './centre.ts';

afterEach(cleanUp);

/** The names others build alerts and dashboards on. */
const names = {
  gauge: [
    'acd_queue_calls_waiting',
    'acd_queue_callbacks_waiting',
    'acd_queue_oldest_call_enqueued_timestamp_seconds',
    'acd_queue_agents',
    'acd_queue_target_seconds',
    'acd_queue_target_ratio',
    'acd_link_up',
    'acd_link_channels',
    'acd_link_channels_used',
    'acd_ari_connected',
    'acd_ws_clients',
    'acd_config_last_reload_successful',
    'acd_config_last_reload_success_timestamp_seconds',
    'acd_config_info',
    'acd_build_info',
    'acd_journal_writable',
  ],
  counter: [
    'acd_queue_offered_total',
    'acd_queue_exits_total',
    'acd_queue_answered_in_target_total',
    'acd_offers_total',
    'acd_step_transitions_total',
    'acd_overflow_total',
    'acd_link_calls_total',
    'acd_callbacks_queued_total',
    'acd_callback_dials_total',
    'acd_callback_exits_total',
    'acd_ws_dropped_total',
    'acd_facts_total',
    'acd_callers_refused_total',
    'acd_switch_troubles_total',
    'acd_journal_bytes_total',
    'acd_journal_lost_bytes_total',
  ],
  histogram: [
    'acd_queue_wait_seconds',
    'acd_handle_seconds',
    'acd_offer_answer_seconds',
    'acd_routing_decision_seconds',
    'acd_routing_match_delay_seconds',
    'acd_routing_loop_lag_seconds',
    'acd_journal_sync_seconds',
    'acd_ari_request_seconds',
  ],
} as const;

const scrape = async (centre: Centre): Promise<string> =>
  (await fetch(`${centre.server.addresses.metrics}/metrics`)).text();

/** The value of one series; undefined: it is not there. */
function seriesValue(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('/metrics', () => {
  it('has every name with its type, known series at 0, and few enough of them', async () => {
    const centre = await startCentre();
    const text = await scrape(centre);
    for (const [type, list] of Object.entries(names)) {
      for (const name of list) expect(text).toContain(`# TYPE ${name} ${type}\n`);
    }
    expect(seriesValue(text, 'acd_queue_exits_total{queue="support",outcome="abandoned"}')).toBe(0);
    expect(seriesValue(text, 'acd_offers_total{queue="sales",result="missed"}')).toBe(0);
    expect(seriesValue(text, 'acd_step_transitions_total{queue="support",step="1"}')).toBe(0);
    const full = 'acd_overflow_total{queue="support",to="voicemail",reason="full"}';
    expect(seriesValue(text, full)).toBe(0);
    expect(
      seriesValue(text, 'acd_queue_wait_seconds_bucket{le="5",queue="support",outcome="answered"}'),
    ).toBe(0);
    expect(seriesValue(text, 'acd_callers_refused_total{reason="unknown-queue"}')).toBe(0);
    expect(seriesValue(text, 'acd_facts_total{outcome="broken"}')).toBe(0);
    expect(seriesValue(text, 'acd_handle_seconds_count{queue="support",phase="hold"}')).toBe(0);
    expect(seriesValue(text, 'acd_ari_connected')).toBe(1);
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(series.length).toBeLessThan(1_000);
  });

  it('has a bucket at every target and short-abandon value', async () => {
    const centre = await startCentre();
    const text = await scrape(centre);
    for (const le of [5, 7, 20, 33]) {
      const series = `acd_queue_wait_seconds_bucket{le="${le}",queue="sales",outcome="answered"}`;
      expect(seriesValue(text, series), series).toBe(0);
    }
  });

  it('counts calls, exits, waits and offers so that service level can be computed', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    const answered = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    const short = centre.world.enter({ args: ['entry', '100'] });
    const long = centre.world.enter({ args: ['entry', '100'] });
    const pressed = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(2_000);
    const full = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(1_000);
    short.hangUp();
    pressed.press('1');
    await centre.pass(7_000);
    const waiting = await scrape(centre);
    expect(seriesValue(waiting, 'acd_queue_calls_waiting{queue="support"}')).toBe(1);
    const oldest = 'acd_queue_oldest_call_enqueued_timestamp_seconds{queue="support"}';
    expect(centre.clock.now() / 1000 - seriesValue(waiting, oldest)!).toBeCloseTo(10, 0);
    expect(seriesValue(waiting, 'acd_queue_agents{queue="support",state="talking"}')).toBe(1);
    expect(seriesValue(waiting, 'acd_queue_agents{queue="support",state="ready"}')).toBe(0);
    long.hangUp();
    answered.hangUp();
    await centre.pass(11_000);
    const text = await scrape(centre);
    expect(full.place.context).toBe('voicemail');
    const exits = (outcome: string) =>
      seriesValue(text, `acd_queue_exits_total{queue="support",outcome="${outcome}"}`);
    expect(seriesValue(text, 'acd_queue_offered_total{queue="support"}')).toBe(5);
    expect(['answered', 'abandoned', 'abandoned-short', 'deflected', 'full'].map(exits)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(seriesValue(text, 'acd_queue_answered_in_target_total{queue="support"}')).toBe(1);
    const waits = (le: string, outcome: string) =>
      seriesValue(
        text,
        `acd_queue_wait_seconds_bucket{le="${le}",queue="support",outcome="${outcome}"}`,
      );
    expect(waits('2', 'answered')).toBe(1);
    expect([waits('5', 'abandoned'), waits('20', 'abandoned')]).toEqual([1, 2]);
    expect(seriesValue(text, 'acd_offers_total{queue="support",result="answered"}')).toBe(1);
    const phase = (name: string) =>
      seriesValue(text, `acd_handle_seconds_sum{queue="support",phase="${name}"}`);
    expect(phase('talk')).toBeGreaterThan(10);
    expect(phase('wrap-up')).toBeCloseTo(10, 1);
    expect(seriesValue(text, oldest)).toBeUndefined();
    const { body } = await centre.get('/queues/support');
    expect(body.serviceLevel).toMatchObject({ n: 2, ratio: 0.5 });
    expect(seriesValue(text, 'acd_routing_match_delay_seconds_count')).toBe(1);
    expect(seriesValue(text, 'acd_routing_decision_seconds_count{trigger="call"}')).toBeGreaterThan(
      5,
    );
  });
});

describe('/readyz', () => {
  it('says no, and why, while the switch is away', async () => {
    const centre = await startCentre();
    const ready = async () => {
      const reply = await fetch(`${centre.server.addresses.metrics}/readyz`);
      return [reply.status, await reply.text()] as const;
    };
    expect(await ready()).toEqual([200, 'ready\n']);
    centre.port.cutLink();
    await centre.pass(60_000);
    const [status, text] = await ready();
    expect(status).toBe(503);
    expect(text).toContain('the switch is not connected');
    expect(await scrape(centre)).toContain('acd_ari_connected 0');
    centre.port.restoreLink();
    await centre.pass(60_000);
    expect(await ready()).toEqual([200, 'ready\n']);
    const health = await fetch(`${centre.server.addresses.metrics}/healthz`);
    expect(health.status).toBe(200);
    expect((await fetch(`${centre.server.addresses.metrics}/else`)).status).toBe(404);
  });
});
