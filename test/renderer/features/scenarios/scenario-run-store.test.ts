import { describe, expect, it } from 'vitest';
import type { ScenarioEvent } from '#shared/scenario/scenario-run';
import { verdictOf } from '../../../../renderer/features/scenarios/scenario-run-state.js';
import { ScenarioRunStore } from '../../../../renderer/features/scenarios/scenario-run-store.js';
import { connectionDouble } from '../../support/connection-double.js';

const result = { step: 1, durationMs: 1, deliveries: [], mismatches: [], error: null };
const EVENTS: readonly ScenarioEvent[] = [
  { kind: 'planned', outline: { name: 'A', steps: [] } },
  { kind: 'step-started', step: 1 },
  { kind: 'step-finished', result: { ...result, status: 'failed' } },
  {
    kind: 'finished',
    summary: { passed: 0, failed: 1, errors: 0, skipped: 0, durationMs: 2, verdict: 'failed' },
  },
];

function storeOver(run: (signal: AbortSignal | undefined) => AsyncIterable<ScenarioEvent>): ScenarioRunStore {
  const { client } = connectionDouble({ 'scenarios.run': (_input, signal) => run(signal) });
  return new ScenarioRunStore(client);
}

describe('runs of scenarios', () => {
  it('are followed to their end', async () => {
    const store = storeOver(async function* () {
      yield* EVENTS;
    });
    const seen: (string | null)[] = [];
    store.subscribe(() => seen.push(verdictOf(store.read().get('a.json'))));
    await store.start({ id: 'a.json' }, 'revision');
    expect(seen).toEqual(['running', 'running', 'running', 'running', 'failed']);
    const run = store.read().get('a.json');
    expect(run?.results.get(1)?.status).toBe('failed');
    expect(run?.currentStep).toBeNull();
  });

  it('keep why they could not begin', async () => {
    const store = storeOver(() => {
      throw new Error('no credential');
    });
    await store.start({ id: 'a.json' }, 'revision');
    expect(store.read().get('a.json')).toMatchObject({ state: 'failed', error: new Error('no credential') });
  });

  it('that are stopped change no more', async () => {
    const store = storeOver(async function* () {
      yield* EVENTS.slice(0, 2);
      store.stop('a.json');
      yield* EVENTS.slice(2);
    });
    await store.start({ id: 'a.json' }, 'revision');
    const run = store.read().get('a.json');
    expect(run).toMatchObject({ state: 'stopped', currentStep: null });
    expect(run?.results.size).toBe(0);
  });

  it('nobody began have no verdict', () => {
    expect(verdictOf(undefined)).toBeNull();
  });
});
