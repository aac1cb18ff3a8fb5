import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

let apns: TestSimulator;

beforeAll(async () => {
  apns = await openTestSimulator();
}, 60_000);
afterAll(() => apns.close());

describe('reasons that need a state of the service', () => {
  it('TooManyRequests above the rate for one device', async () => {
    await apns.simulator.setSwitches({ deviceRate: { pushes: 2, perMs: 60_000 } });
    const fresh = await apns.connect();
    const token = apns.providerToken();
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push((await fresh.ask(goodHeaders(token), HELLO)).reason);
    expect(answers).toEqual([null, null, 'TooManyRequests']);
    apns.advance(61_000);
    expect((await fresh.ask(goodHeaders(token), HELLO)).status).toBe(200);
    await apns.simulator.setSwitches({ deviceRate: null });
  });

  it('IdleTimeout when the body does not come', async () => {
    await apns.simulator.setSwitches({ requestIdleMs: 50 });
    const fresh = await apns.connect();
    const stream = fresh.session.request(goodHeaders(apns.providerToken()));
    stream.write('{"aps":');
    const status = await new Promise((resolve) =>
      stream.once('response', (headers) => resolve(headers[':status'])),
    );
    expect(status).toBe(400);
    expect(apns.simulator.state().requests[0]?.reason).toBe('IdleTimeout');
    stream.close();
    await apns.simulator.setSwitches({ requestIdleMs: 60_000 });
  });

  it.each([
    ['Forbidden', 403],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
  ] as const)('%s by a rule', async (reason, status) => {
    await apns.simulator.setRules([{ id: 'r', when: {}, then: { answer: { status, reason } } }]);
    const fresh = await apns.connect();
    expect(await fresh.ask(goodHeaders('x'), HELLO)).toMatchObject({ status, reason });
    await apns.simulator.setRules([]);
  });

  it('Shutdown for a request that is still arriving when the service stops', async () => {
    const other = await openTestSimulator();
    const fresh = await other.connect();
    const stream = fresh.session.request(goodHeaders(other.providerToken()));
    stream.on('error', () => undefined);
    stream.write('{"aps":');
    await fresh.ask({ ...goodHeaders('x') }, HELLO).catch(() => undefined);
    const answered = new Promise<number>((resolve) =>
      stream.once('response', (headers) => resolve(headers[':status'] ?? 0)),
    );
    const stopped = other.simulator.stop();
    stream.end('{}}');
    expect(await answered).toBe(503);
    await stopped;
    expect(other.simulator.state().requests[0]?.reason).toBe('Shutdown');
    await other.close();
  });
});
