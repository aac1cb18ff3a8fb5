import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROADCAST_CHECKS } from '#shared/simulator/broadcast-checks';
import { CHANNEL_CHECKS } from '#shared/simulator/channel-checks';
import type { Check } from '#shared/simulator/check';
import { decide } from '#shared/simulator/decide';
import { DEVICE_CHECKS } from '#shared/simulator/device-checks';
import type { RequestFacts, World } from '#shared/simulator/request-facts';
import { readRequestHeaders } from '#shared/simulator/request-headers';
import { DEFAULT_SWITCHES } from '#shared/simulator/switches';

const WORLD: World = {
  environment: 'sandbox',
  acceptAny: false,
  topics: new Set(['com.app']),
  switches: DEFAULT_SWITCHES,
  shuttingDown: false,
  lastTokenUse: () => undefined,
  recentPushes: () => 0,
  findChannel: () => undefined,
  countChannels: () => 0,
};

const request = (raw: readonly string[], body: string): RequestFacts => ({
  headers: readRequestHeaders(raw),
  deviceToken: '',
  device: undefined,
  topic: undefined,
  bodyBytes: body.length,
  body,
  timedOut: false,
  nowMs: 0,
  providerToken: null,
  connection: { certificate: null, firstKey: null, wedged: false, tokenUses: new Map() },
});

const row = (id: string, objects: boolean, stage: Check['stage'] = 'values'): Check => ({
  id,
  stage,
  status: 400,
  reason: id,
  source: 'test',
  confidence: 'ours',
  objects: () => (objects ? { en: id, zh: id } : null),
});

describe('decide', () => {
  it('gives 200 when no row objects, else the first that does', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (objections) => {
        const checks = objections.map((objects, index) => row(String(index), objects));
        const first = objections.indexOf(true);
        const { status, reason } = decide(checks, request([], ''), WORLD);
        expect([status, reason]).toEqual(first === -1 ? [200, null] : [400, String(first)]);
      }),
    );
  });

  it.each([
    ['request', false],
    ['credentials', false],
    ['values', true],
  ] as const)(
    'after an objection to the %s, the credential counts as accepted: %s',
    (stage, authenticated) => {
      expect(decide([row('x', true, stage)], request([], ''), WORLD).authenticated).toBe(authenticated);
    },
  );

  it('has an answer in both languages for any request whatever', () => {
    const header = fc.tuple(
      fc.constantFrom(':method', ':path', 'authorization', 'apns-topic', 'apns-id', 'apns-channel-id', 'x'),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(DEVICE_CHECKS, BROADCAST_CHECKS, CHANNEL_CHECKS),
        fc.array(header, { maxLength: 8 }),
        fc.string(),
        (checks, headers, body) => {
          const verdict = decide(checks, request(headers.flat(), body), WORLD);
          expect(verdict.status).toBeGreaterThanOrEqual(400);
          expect(verdict.because.en).toMatch(/\S/);
          expect(verdict.because.zh).toMatch(/\p{Script=Han}/u);
        },
      ),
    );
  });
});
