import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeRule } from '#shared/simulator/describe-rule';
import type { FaultRule, RuleEffect } from '#shared/simulator/model';
import { SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Client } from './support/http2-client.js';
import { FLAG, FRAME, openRawConnection } from './support/raw-connection.js';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

let apns: TestSimulator;
let providerToken: string;
beforeAll(async () => {
  apns = await openTestSimulator();
  providerToken = apns.providerToken();
}, 60_000);
afterEach(() => apns.simulator.setRules([]));
afterAll(() => apns.close());

const rule = (then: RuleEffect, when: FaultRule['when'] = {}): FaultRule => ({ id: 'rule', when, then });
const push = (client: Client, payload = HELLO) => client.ask(goodHeaders(providerToken), payload);

describe('a fault rule', () => {
  it('answers what it says, with a time for 410, and explains itself in the log', async () => {
    const gone = rule(
      { answer: { status: 410, reason: 'Unregistered', timestampMs: 5 } },
      { token: 'fb28*' },
    );
    await apns.simulator.setRules([gone]);
    const answer = await push(await apns.connect());
    expect(answer.status).toBe(410);
    expect(JSON.parse(answer.body)).toEqual({ reason: 'Unregistered', timestamp: 5 });
    expect(apns.simulator.state().requests[0]).toMatchObject({
      ruleId: 'rule',
      status: 410,
      because: describeRule(gone),
    });
  });

  it('speaks before the checks, because somebody asked for it', async () => {
    await apns.simulator.setRules([rule({ answer: { status: 503, reason: 'Shutdown' } })]);
    const client = await apns.connect();
    expect((await client.ask({ ':method': 'POST', ':path': '/3/device/x' }, HELLO)).reason).toBe('Shutdown');
  });

  it('may accept a push that then never arrives', async () => {
    await apns.simulator.reset('inbox');
    await apns.simulator.setRules([rule({ answer: { status: 200, reason: '' } })]);
    expect(await push(await apns.connect())).toMatchObject({ status: 200, body: '' });
    expect(apns.simulator.inboxOf(SAMPLE_TOKEN)?.items).toEqual([]);
  });

  it.each([
    ['a fixed time', 80],
    ['a time within a range', { min: 80, max: 120 }],
  ])('delays by %s and then judges as ever', async (_, delayMs) => {
    await apns.simulator.setRules([rule({ delayMs })]);
    const client = await apns.connect();
    const before = performance.now();
    expect((await push(client)).status).toBe(200);
    // Timers may fire a little early.
    expect(performance.now() - before).toBeGreaterThan(75);
  });

  it('resets the stream with the code it names', async () => {
    await apns.simulator.setRules([rule({ reset: 'REFUSED_STREAM' })]);
    const client = await apns.connect();
    await expect(push(client)).rejects.toThrow('NGHTTP2_REFUSED_STREAM');
    expect(apns.simulator.state().requests[0]).toMatchObject({ status: null, apnsId: null });
  });

  it('drops the connection', async () => {
    await apns.simulator.setRules([rule({ drop: true })]);
    const client = await apns.connect();
    await expect(push(client)).rejects.toThrow();
    await client.closed();
    expect(client.goaways).toEqual([]);
  });

  it('leaves a push without an answer and the connection usable', async () => {
    await apns.simulator.setRules([rule({ hang: true }, { payload: 'hang' })]);
    const client = await apns.connect();
    const hanging = push(client, '{"hang":1}').then(
      () => 'answered',
      () => 'given up',
    );
    expect((await push(client)).status).toBe(200);
    const first = await Promise.race([
      hanging,
      new Promise((done) => setTimeout(done, 100, 'still waiting')),
    ]);
    expect(first).toBe('still waiting');
    client.destroy();
    await hanging;
  });

  it('throttles its connection to so many streams, until it is taken back', async () => {
    await apns.simulator.setRules([rule({ throttle: 3 })]);
    const client = await apns.connect();
    await push(client);
    expect(client.streamLimits.at(-1)).toBe(3);
    await apns.simulator.setRules([]);
    await push(client);
    expect(client.streamLimits.at(-1)).toBe(1000);
  });

  it('expires the provider token, which may then be renewed at once', async () => {
    await apns.simulator.setRules([rule({ expireToken: true }, { every: 2 })]);
    const client = await apns.connect();
    const old = goodHeaders(apns.providerToken({ ageS: 100 }));
    const ask = async (headers: Record<string, string>) => (await client.ask(headers, HELLO)).reason;
    expect([await ask(old), await ask(old), await ask(old)]).toEqual([
      null,
      'ExpiredProviderToken',
      'ExpiredProviderToken',
    ]);
    await apns.simulator.setRules([]);
    expect(await ask(goodHeaders(apns.providerToken()))).toBeNull();
  });

  it('does nothing while it is switched off', async () => {
    await apns.simulator.setRules([{ ...rule({ drop: true }), enabled: false }]);
    expect((await push(await apns.connect())).status).toBe(200);
  });
});

describe('GOAWAY by a rule', () => {
  it('names the last stream, is answered first, and carries JSON', async () => {
    await apns.simulator.setRules([rule({ goaway: { reason: 'Shutdown' } }, { after: 1 })]);
    const client = await apns.connect();
    await push(client);
    expect((await push(client)).status).toBe(200);
    await client.closed();
    expect(client.goaways).toEqual([{ code: 0, lastStreamId: 3, debug: '{"reason":"Shutdown"}' }]);
  });

  it.each([
    [{ debug: 'empty' }, ''],
    [{ debug: 'text' }, 'Maximum active streams violated for this endpoint.'],
    [{ debug: 'text', reason: 'Bye' }, 'Bye'],
  ] as const)('carries %j', async (goaway, debug) => {
    await apns.simulator.setRules([rule({ goaway })]);
    const client = await apns.connect();
    await push(client).catch(() => undefined);
    await client.closed();
    expect(client.goaways[0]?.debug).toBe(debug);
  });

  it('says twice that nothing was processed, although a push was', async () => {
    await apns.simulator.setRules([rule({ goaway: { lastStreamId: 'none', times: 2 } }, { after: 1 })]);
    const raw = await openRawConnection(apns.address);
    const fields = { ...goodHeaders(providerToken), ':scheme': 'https', ':authority': 'localhost' };
    for (const id of [1, 3]) {
      raw.headers(id, fields);
      raw.send(FRAME.data, FLAG.endStream, id, Buffer.from(HELLO));
    }
    await raw.closed();
    const answered = raw.frames().filter(({ type }) => type === FRAME.headers);
    expect(answered.map(({ streamId }) => streamId)).toEqual([1]);
    const goaways = raw.frames().filter(({ type }) => type === FRAME.goaway);
    expect(goaways.map(({ payload }) => payload.readUInt32BE(0))).toEqual([0, 0]);
    expect(goaways[1]?.payload.subarray(8).toString()).toBe('{"reason":"Shutdown"}');
  });

  it('takes back a push that a delay still holds: it is neither answered nor delivered', async () => {
    await apns.simulator.reset('inbox');
    await apns.simulator.setRules([
      { ...rule({ delayMs: 60 }, { payload: 'slow' }), id: 'slow' },
      rule({ goaway: { lastStreamId: 'none' } }),
    ]);
    const raw = await openRawConnection(apns.address);
    const fields = { ...goodHeaders(providerToken), ':scheme': 'https', ':authority': 'localhost' };
    for (const [id, body] of [
      [1, '{"aps":{"alert":"slow"}}'],
      [3, HELLO],
    ] as const) {
      raw.headers(id, fields);
      raw.send(FRAME.data, FLAG.endStream, id, Buffer.from(body));
    }
    await raw.closed();
    expect(raw.frames().filter(({ type }) => type === FRAME.headers)).toEqual([]);
    expect(apns.simulator.inboxOf(SAMPLE_TOKEN)?.items).toEqual([]);
    const slow = apns.simulator.state().requests.find(({ ruleId }) => ruleId === 'slow');
    expect(slow?.because.en).toContain('unprocessed');
  });

  it('leaves streams above the chosen one without an answer', async () => {
    await apns.simulator.setRules([rule({ goaway: { lastStreamId: 1 } }, { after: 1 })]);
    const client = await apns.connect();
    await push(client);
    await expect(push(client)).rejects.toThrow();
    await client.closed();
    expect(client.goaways[0]?.lastStreamId).toBe(1);
  });
});

describe('counting and chance', () => {
  const statuses = async (when: FaultRule['when'], pushes: number) => {
    await apns.simulator.setRules([rule({ answer: { status: 500, reason: 'InternalServerError' } }, when)]);
    const client = await apns.connect();
    const seen: number[] = [];
    for (let n = 0; n < pushes; n++) seen.push((await push(client)).status);
    await apns.simulator.setRules([]);
    return seen;
  };

  it('catches every n-th, after the first ones', async () => {
    expect(await statuses({ every: 3 }, 7)).toEqual([200, 200, 500, 200, 200, 500, 200]);
    expect(await statuses({ after: 2 }, 4)).toEqual([200, 200, 500, 500]);
    expect(await statuses({ after: 1, every: 2 }, 6)).toEqual([200, 200, 500, 200, 500, 200]);
  });

  it('repeats a run with chance exactly, and differs with the seed', async () => {
    const first = await statuses({ probability: 0.5, seed: 7 }, 30);
    expect(await statuses({ probability: 0.5, seed: 7 }, 30)).toEqual(first);
    expect(await statuses({ probability: 0.5, seed: 8 }, 30)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  it('goes on counting while another rule is edited, and starts anew when its own condition changes', async () => {
    const third = { ...rule({ answer: { status: 500, reason: 'x' } }, { every: 3 }), id: 'third' };
    await apns.simulator.setRules([third]);
    const client = await apns.connect();
    await push(client);
    await push(client);
    await apns.simulator.setRules([third, rule({ hang: true }, { token: 'nobody' })]);
    expect((await push(client)).status).toBe(500);
    await push(client);
    await apns.simulator.setRules([{ ...third, when: { every: 3, topic: SAMPLE_TOPIC } }]);
    expect((await push(client)).status).toBe(200);
    expect((await push(client)).status).toBe(200);
    expect((await push(client)).status).toBe(500);
  });

  it('lets the first rule win', async () => {
    const answer = (id: string, status: number): FaultRule => ({
      id,
      when: { topic: 'com.example.*' },
      then: { answer: { status, reason: id } },
    });
    await apns.simulator.setRules([answer('one', 500), answer('two', 503)]);
    expect((await push(await apns.connect())).reason).toBe('one');
  });
});
