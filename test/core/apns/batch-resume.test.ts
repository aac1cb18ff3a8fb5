import { describe, expect, it } from 'vitest';
import { createBatchService } from '#core/apns/batches';
import { targetsFromList } from '#core/apns/target-source';
import { type History, openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const rig = await openEngineRig();
const server = await openH2Server(await makeTestAuthority());
const COUNT = 60;
const targets = () => targetsFromList(Array.from({ length: COUNT }, () => ({ token: SAMPLE_TOKEN })));
const push = rig.push({ environment: server.environment });

describe('a batch that was interrupted', () => {
  it('goes on without sending again what was answered or may have been delivered', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const engine = rig.another();
    const mortal = mortalHistory(history);
    const first = createBatchService(engine, { history: mortal.history });
    // Thirty are answered, ten more have left and will never be.
    server.onRequest = ({ stream, number }) => {
      if (number <= 30) answer(stream, 200);
    };
    const run = await first.start({ push, targets: targets(), concurrency: 10 });
    await expect.poll(() => server.requests.length, { timeout: 5000 }).toBe(40);
    await expect.poll(() => run.progress().done).toBe(30);
    // What a crash leaves behind: nobody ends the batch, and its process gives no sign of life.
    mortal.die();
    engine.close();
    await run.done;
    history.close();
    server.onRequest = ({ stream }) => answer(stream, 200);
    const sentBefore = server.requests.length;

    const survivor = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const second = createBatchService(rig.another(), { history: survivor });
    // The step that was marked as leaving may hold some that had not: those are unknown, never sent twice.
    const [found] = second.list();
    const unknown = found?.counts.unknown ?? 0;
    expect(found).toMatchObject({ id: run.id, total: COUNT, state: 'interrupted' });
    expect(unknown).toBeGreaterThanOrEqual(10);
    expect(unknown).toBeLessThanOrEqual(20);
    expect(found?.continuation).toEqual({ kind: 'resume', left: COUNT - 30 - unknown });
    const resumed = await second.resume(run.id);
    const report = await resumed.done;
    const own = COUNT - 30 - unknown;
    expect(server.requests.length - sentBefore).toBe(own);
    const counts = { accepted: COUNT - unknown, rejected: 0, failed: 0, unknown };
    expect(report).toMatchObject({ state: 'finished', total: COUNT, done: COUNT, counts });
    // What one run tells together with what earlier ones brought to an answer is all of them.
    expect(resumed.runSummary()).toMatchObject({
      targets: own + unknown,
      counts: { accepted: own, rejected: 0, failed: 0, unknown },
      earlier: { accepted: 30, rejected: 0 },
    });
    expect(survivor.page({ batchId: run.id }, { limit: 500 }).deliveries).toHaveLength(COUNT);
    expect(survivor.batches.get(run.id)?.counts).toEqual({ waiting: 0, sent: 0, ...counts });
    survivor.close();
  });

  it('is told the same way while it runs, right after its end, and by another process', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    server.onRequest = ({ stream, number }) => answer(stream, number % 2 === 0 ? 200 : 400, 'BadDeviceToken');
    const batches = createBatchService(rig.another(), { history });
    const run = await batches.start({ push, targets: targets(), rate: 200 });
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 60));
    run.resume();
    const end = await run.done;
    const { share, ...figures } = run.progress();
    expect(share).toBe(1);
    expect(figures).toEqual({ ...end, share: undefined });
    const other = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    expect((await other.batchReport(run.id))?.progress).toEqual({ ...end, share: null });
    expect(createBatchService(rig.another(), { history: other }).list()[0]).toMatchObject({
      id: run.id,
      state: 'finished',
      counts: { ...end.counts, waiting: 0, sent: 0 },
    });
    other.close();
    history.close();
  });

  it('is refused with another list than its own, and with none that was kept', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    server.onRequest = ({ stream }) => answer(stream, 200);
    const batches = createBatchService(rig.another(), { history });
    const run = await batches.start({ push, targets: targets(), rate: 0.1 });
    run.cancel();
    await run.done;
    const before = server.requests.length;
    const strangers = targetsFromList(Array.from({ length: COUNT }, () => ({ token: 'ab'.repeat(32) })));
    const other = await batches.start({ push, targets: strangers, resume: run.id });
    await expect(other.done).rejects.toMatchObject({ code: 'bad-argument' });
    const single = targetsFromList([{ token: SAMPLE_TOKEN }]);
    await expect(batches.start({ push, targets: single, resume: 'nope' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(
      batches.start({ push, targets: targets(), resume: run.id, isStored: false }),
    ).rejects.toMatchObject({ code: 'bad-argument' });
    expect(server.requests.length).toBe(before);
    history.close();
  });

  it('still knows what the variables stand for, those of the batch and those of each device', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const sent: string[] = [];
    server.onRequest = ({ stream, body }) => {
      sent.push(body);
      answer(stream, 200);
    };
    const payload = '{"aps":{"alert":"{{shop}}: {{order}}"}}';
    const templated = { ...push, payload };
    const batches = createBatchService(rig.another(), { history });
    const run = await batches.start({
      push: templated,
      targets: targetsFromList([
        { token: SAMPLE_TOKEN, variables: { order: 'one' } },
        { token: SAMPLE_TOKEN, variables: { order: 'two' } },
      ]),
      variables: { shop: 'Example' },
      rate: 0.1,
    });
    run.cancel();
    await run.done;
    const resumed = await createBatchService(rig.another(), { history }).resume(run.id);
    await resumed.done;
    expect(sent.toSorted()).toEqual(['{"aps":{"alert":"Example: one"}}', '{"aps":{"alert":"Example: two"}}']);
    history.close();
  });

  it('does not keep a header that can carry a secret, and asks for it instead of sending a placeholder', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    server.onRequest = ({ stream }) => answer(stream, 200);
    const custom = [{ name: 'x-api-key', value: 'planted-secret' }];
    const secret = { ...push, headers: { ...push.headers, custom } };
    const run = await createBatchService(rig.another(), { history }).start({
      push: secret,
      targets: targets(),
    });
    run.cancel();
    await run.done;
    expect(JSON.stringify(history.batches.get(run.id))).not.toContain('planted-secret');
    const later = createBatchService(rig.another(), { history });
    await expect(later.resume(run.id)).rejects.toMatchObject({ code: 'bad-header' });
    history.close();
  });

  it('cannot be taken up while its process runs', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const batches = createBatchService(rig.another(), { history });
    const run = await batches.start({ push, targets: targets(), rate: 20 });
    const other = createBatchService(rig.another(), { history });
    await expect(other.resume(run.id)).rejects.toMatchObject({ code: 'not-found' });
    run.cancel();
    await run.done;
    history.close();
  });

  it('remembers every outcome in the history, with the tokens that are gone', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const batches = createBatchService(rig.another(), { history });
    server.onRequest = ({ stream, headers }) => {
      if (String(headers[':path']).endsWith('00')) answer(stream, 410, 'Unregistered');
      else answer(stream, 200);
    };
    const gone = `${'cd'.repeat(31)}00`;
    const run = await batches.start({
      push,
      targets: targetsFromList([{ token: SAMPLE_TOKEN }, { token: gone }, { token: gone }]),
    });
    const report = await run.done;
    expect(report.deadTokens).toBe(2);
    expect(history.page({ batchId: run.id }, { limit: 10 }).deliveries).toHaveLength(3);
    expect(batches.deadTokens(run.id)).toEqual([gone]);
    history.close();
  });
});

describe('the failures of a batch', () => {
  it('are sent again, each device with its own payload; what would be refused for good is not', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const batches = createBatchService(rig.another(), { history });
    const tokens = ['aa', 'bb', 'cc'].map((pair) => pair.repeat(32));
    const answers: Record<string, [number, string?]> = {
      [tokens[0] ?? '']: [200],
      [tokens[1] ?? '']: [503, 'ServiceUnavailable'],
      [tokens[2] ?? '']: [410, 'Unregistered'],
    };
    const tokenIn = (path: unknown): string => String(path).replace('/3/device/', '');
    server.onRequest = ({ stream, headers }) => {
      const [status, reason] = answers[tokenIn(headers[':path'])] ?? [200];
      answer(stream, status, reason);
    };
    const run = await batches.start({
      push: { ...push, payload: '{"aps":{"alert":"for {{who}}"}}' },
      targets: targetsFromList(
        tokens.map((token, index) => ({ token, variables: { who: `number ${index}` } })),
      ),
      policy: { retries: 0 },
    });
    await run.done;
    const sent: string[] = [];
    server.onRequest = ({ stream, headers, body }) => {
      sent.push(`${tokenIn(headers[':path']).slice(0, 2)} ${body}`);
      answer(stream, 200);
    };
    const again = await batches.resend(run.id, { outcomes: ['failed', 'rejected'] });
    expect(await again?.done).toMatchObject({ state: 'finished', counts: { accepted: 1 } });
    expect(sent).toEqual(['bb {"aps":{"alert":"for number 1"}}']);
    expect(await batches.resend(again?.id ?? '', { outcomes: ['failed', 'rejected'] })).toBeNull();
    history.close();
  });
});

describe('the end of a batch', () => {
  it('is told to whoever listens', async () => {
    server.onRequest = ({ stream }) => answer(stream, 200);
    const batches = createBatchService(rig.another(), { history: null });
    const listening = new AbortController();
    const ends = batches.watchEnds(listening.signal)[Symbol.asyncIterator]();
    const run = await batches.start({ push, targets: targets() });
    expect(await ends.next()).toMatchObject({ value: { id: run.id, state: 'finished', done: COUNT } });
    listening.abort();
    expect((await ends.next()).done).toBe(true);
  });
});

/** A history that hears nothing any more once its process died. */
function mortalHistory(history: History): { readonly history: History; readonly die: () => void } {
  let dead = false;
  const dying = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(whole, name) {
        const value: unknown = Reflect.get(whole, name);
        if (name === 'batches') return batches;
        return typeof value === 'function' && dead ? () => undefined : value;
      },
    });
  const batches = dying(history.batches);
  return { history: dying(history), die: () => (dead = true) };
}
