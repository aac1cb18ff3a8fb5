import { describe, expect, it } from 'vitest';
import { createBatches } from '#core/apns/batches';
import { targetsFromList } from '#core/apns/target-source';
import { openHistory, type History } from '#core/history/open-history';
import { systemClock } from '#core/system-ports';
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
    const first = createBatches(engine, { history: mortal.history });
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
    history.flush();
    const later = { now: () => systemClock.now() + 60_000, elapsed: () => systemClock.elapsed() };
    server.onRequest = ({ stream }) => answer(stream, 200);
    const sentBefore = server.requests.length;

    const second = createBatches(rig.another({ clock: later }), { history });
    expect(second.unfinished()).toMatchObject([{ id: run.id, total: COUNT, state: 'running' }]);
    const resumed = await second.resume(run.id);
    const report = await resumed.done;
    expect(report.state).toBe('finished');
    // The step that was marked as leaving may hold some that had not: those are unknown, never sent twice.
    expect(server.requests.length - sentBefore).toBe(report.done);
    expect(report.done).toBeLessThanOrEqual(COUNT - 40);
    const counts = history.batches.get(run.id)?.counts;
    expect(counts?.accepted).toBe(30 + report.done);
    expect(counts?.unknown).toBe(COUNT - 30 - report.done);
    expect(second.unfinished()).toEqual([]);
    history.close();
  });

  it('cannot be taken up while its process runs', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const batches = createBatches(rig.another(), { history });
    const run = await batches.start({ push, targets: targets(), rate: 20 });
    const other = createBatches(rig.another(), { history });
    await expect(other.resume(run.id)).rejects.toMatchObject({ code: 'not-found' });
    run.cancel();
    await run.done;
    history.close();
  });

  it('remembers every outcome in the history, with the tokens that are gone', async () => {
    const history = openHistory({ dataDir: rig.dataDir, clock: systemClock });
    const batches = createBatches(rig.another(), { history });
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
