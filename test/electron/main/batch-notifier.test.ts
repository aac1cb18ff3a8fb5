import { beforeEach, describe, expect, it } from 'vitest';
import type { BatchProgress } from '#shared/apns/batch';
import type { BatchNotification } from '#shared/settings';
import { notifyOfBatches } from '../../../electron/main/batch-notifier.js';
import { batchProgress } from '../../renderer/support/batch-sample.js';
import { Notification } from '../../support/electron-double.js';

const ended = (changes: Partial<BatchProgress> = {}): BatchProgress =>
  batchProgress({
    state: 'finished',
    durationMs: 25_000,
    total: 12_000,
    done: 12_000,
    counts: { accepted: 11_998, rejected: 2, failed: 0, unknown: 0 },
    ...changes,
  });

async function announce(
  batches: readonly BatchProgress[],
  world: { readonly inFront?: boolean; readonly wish?: BatchNotification; readonly language?: 'zh' } = {},
): Promise<readonly string[]> {
  const opened: string[] = [];
  await notifyOfBatches({
    ends: (async function* () {
      yield* batches;
    })(),
    isWindowInFront: () => world.inFront ?? false,
    showBatch: (id) => opened.push(id),
    language: () => world.language ?? 'en',
    setting: () => world.wish ?? 'silent',
  });
  return opened;
}

const shown = () => Notification.shown.map(({ options }) => options);

beforeEach(() => {
  Notification.shown.length = 0;
  Notification.supported = true;
});

describe('the end of a long batch', () => {
  it('is told without a sound, with what became of it', async () => {
    await announce([ended()]);
    expect(shown()).toEqual([
      { title: 'Batch finished: 12,000 devices', body: '11,998 accepted, 2 rejected', silent: true },
    ]);
  });

  it('is told in Chinese, and with a sound where that is wanted', async () => {
    await announce([ended()], { language: 'zh', wish: 'sound' });
    expect(shown()).toEqual([
      { title: '批次已完成：12,000 台设备', body: '已接受 11,998，被拒绝 2', silent: false },
    ]);
  });

  it('says where a batch stopped that did not come to its end', async () => {
    await announce([
      ended({ state: 'stopped', done: 40, counts: { accepted: 0, rejected: 0, failed: 40, unknown: 0 } }),
    ]);
    expect(shown()).toMatchObject([
      { title: 'Batch stopped after 40 of 12,000 devices', body: '0 accepted, 40 failed' },
    ]);
  });

  it('leads to the page of the batch when it is clicked', async () => {
    const opened = await announce([ended()]);
    Notification.shown[0]?.emit('click');
    expect(opened).toEqual(['b1']);
  });

  it.each<[string, BatchProgress, Parameters<typeof announce>[1]]>([
    ['it took a moment only', ended({ durationMs: 900 }), {}],
    ['a person cancelled it', ended({ state: 'cancelled' }), {}],
    ['the person looks at the window', ended(), { inFront: true }],
    ['it is not wanted', ended(), { wish: 'off' }],
  ])('is no news when %s', async (_why, batch, world) => {
    await announce([batch], world);
    expect(shown()).toEqual([]);
  });

  it('asks nothing of a system without notifications', async () => {
    Notification.supported = false;
    await announce([ended()]);
    expect(shown()).toEqual([]);
  });
});
