import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELIVERY_OUTCOMES } from '#shared/apns/push';
import { carriesSecret } from '#shared/apns/secret-headers';
import { formatScenario } from '#shared/scenario/format-scenario';
import { readScenario } from '#shared/scenario/read-scenario';
import {
  MAX_WAIT_MS,
  newScenario,
  newSend,
  type Scenario,
  type ScenarioStep,
  SHOWN,
} from '#shared/scenario/scenario';

const text = (most: number) => fc.string({ unit: 'grapheme', maxLength: most });
const filled = (most: number) => text(most).filter((words) => words.trim() !== '');
const variables = fc.dictionary(filled(10), fc.oneof(text(10), fc.integer(), fc.boolean()));
const credential = fc.oneof(
  filled(20),
  fc.record({
    kind: fc.constant('apns-key' as const),
    keyId: filled(10),
    teamId: fc.oneof(filled(10), fc.constant(null)),
  }),
  fc.record({ kind: fc.constant('identity' as const), sha256: filled(20) }),
);
const target = fc.oneof(
  fc.record({ kind: fc.constant('device' as const), name: text(10) }),
  fc.record({ kind: fc.constant('group' as const), name: text(10) }),
  fc.record({ kind: fc.constant('token' as const), token: text(10) }),
  fc.record({ kind: fc.constant('channel' as const), bundleId: text(10), channelId: text(10) }),
);
// A header that carries a secret is left out of the text.
const customHeader = fc
  .record({ name: filled(10).map((name) => `x-${name}`), value: text(10) })
  .filter((field) => !carriesSecret(field));
const headers = fc.record(
  {
    topic: text(10),
    pushType: text(10),
    priority: fc.integer({ min: 0, max: 1000 }),
    expiresInS: fc.integer({ min: 0, max: 100_000 }),
    expiration: fc.integer({ min: 0, max: 2_000_000_000 }),
    collapseId: text(10),
    id: text(10),
    custom: fc.array(customHeader, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const expectation = fc
  .record(
    {
      outcome: fc.constantFrom(...DELIVERY_OUTCOMES),
      status: fc.integer({ min: 100, max: 599 }),
      reason: fc.oneof(filled(20), fc.constant(null)),
      withinMs: fc.integer({ min: 1, max: 600_000 }),
      shows: fc.constantFrom(...SHOWN),
    },
    { requiredKeys: [] },
  )
  .filter((parts) => Object.keys(parts).length > 0);
const payload = fc.oneof(
  text(40),
  fc.json(),
  fc.object().map((value) => `${JSON.stringify(value, null, 2)}\n`),
);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.oneof(value, fc.constant(null));
const name = optional(filled(20));
const sendStep: fc.Arbitrary<ScenarioStep> = fc.record({
  kind: fc.constant('send' as const),
  name,
  send: fc
    .record({
      preset: optional(filled(10)),
      environment: optional(filled(10)),
      credential: optional(credential),
      targets: fc.array(target, { maxLength: 3 }),
      headers,
      variables,
      payload: optional(payload),
    })
    .map((send) =>
      newSend(send.preset === null && send.payload === null ? { ...send, payload: '{}' } : send),
    ),
  expect: optional(expectation),
});
const otherStep: fc.Arbitrary<ScenarioStep> = fc.oneof(
  fc.record({
    kind: fc.constant('wait' as const),
    name,
    waitMs: fc.integer({ min: 0, max: MAX_WAIT_MS }),
  }),
  fc.record({ kind: fc.constant('expect' as const), name, expect: expectation }),
);
const scenario: fc.Arbitrary<Scenario> = fc.record({
  name: filled(20).map((words) => words.trim()),
  description: text(40),
  environment: optional(filled(10)),
  credential: optional(credential),
  variables,
  steps: fc
    .tuple(sendStep, fc.array(fc.oneof(sendStep, otherStep), { maxLength: 4 }))
    .map(([first, others]) => [first, ...others]),
});

describe('the text of a scenario', () => {
  it('is read back as what was written, whatever that is, and is written the same again', () => {
    fc.assert(
      fc.property(scenario, (written) => {
        const printed = formatScenario(written);
        const reading = readScenario(printed);
        if (reading.kind !== 'scenario') throw new Error(JSON.stringify(reading));
        expect(reading.scenario).toEqual(written);
        expect(formatScenario(reading.scenario)).toBe(printed);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out what is empty and puts keys in one order', () => {
    const steps: ScenarioStep[] = [
      { kind: 'send', name: null, send: newSend({ preset: 'Hello' }), expect: { reason: null, status: 400 } },
      { kind: 'wait', name: 'Breathe', waitMs: 2000 },
      { kind: 'wait', name: null, waitMs: 1500 },
    ];
    expect(JSON.parse(formatScenario(newScenario({ name: 'A', steps })))).toEqual({
      version: 1,
      name: 'A',
      steps: [
        { send: { preset: 'Hello' }, expect: { status: 400, reason: null } },
        { name: 'Breathe', wait: { seconds: 2 } },
        { wait: { milliseconds: 1500 } },
      ],
    });
  });

  it('carries no header that can hold a secret', () => {
    const custom = [
      { name: 'authorization', value: 'bearer eyJ.secret' },
      { name: 'x-kept', value: 'yes' },
    ];
    const send = newSend({ payload: '{}', headers: { custom } });
    const printed = formatScenario(
      newScenario({ name: 'A', steps: [{ kind: 'send', name: null, send, expect: null }] }),
    );
    expect(printed).not.toContain('secret');
    expect(printed).toContain('x-kept');
  });
});
