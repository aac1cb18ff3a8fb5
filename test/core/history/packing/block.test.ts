import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock } from '#core/history/packing/block-decoder';
import { BlockEncoder } from '#core/history/packing/block-encoder';
import { BLOCK_ROWS, BLOCK_SPAN_MS } from '#core/history/packing/block-format';
import type { OwnPart } from '#core/history/packing/delivery-parts';

const uuid = fc.uuid().chain((text) => fc.constantFrom(text, text.toUpperCase(), `${text}x`, null));
const step = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });
const micros = fc.nat(10_000_000).map((us) => us / 1000);
const failure = fc.option(
  fc.constant({
    step: 'tcp' as const,
    code: 'tcp-failed',
    message: { en: 'No.', zh: '否。' },
    hint: { en: '', zh: '' },
  }),
  { nil: null },
);

const ownPart: fc.Arbitrary<OwnPart> = fc
  .record({
    atMs: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_000 + BLOCK_SPAN_MS }),
    outcome: fc.constantFrom('accepted', 'rejected', 'failed', 'unknown'),
    status: fc.option(fc.constantFrom(200, 400, 410), { nil: null }),
    reason: fc.option(fc.constantFrom('BadDeviceToken', 'Unregistered', '“odd”\u0000'), { nil: null }),
    timestampMs: fc.option(fc.integer({ min: -5, max: 2 ** 42 }), { nil: null }),
    apnsId: uuid,
    apnsUniqueId: uuid,
    extraHeaders: fc.array(fc.record({ name: fc.string(), value: fc.string() }), { maxLength: 2 }),
    body: fc.constantFrom('none', 'reason', 'time', 'text'),
    failure,
    timings: fc.record({
      queueMs: fc.oneof(micros, fc.double({ min: 0, max: 1e6, noNaN: true })),
      dnsMs: step,
      tcpMs: fc.constant(null),
      proxyMs: fc.constant(null),
      tlsMs: fc.constant(null),
      http2Ms: step,
      responseMs: fc.option(micros, { nil: null }),
      totalMs: micros,
    }),
    tries: fc.nat(2),
    connectionId: fc.option(fc.constantFrom('connection-1', 'connection-2'), { nil: null }),
  })
  .map(({ extraHeaders, body, tries, ...own }) => {
    const { atMs, status, reason, timestampMs, apnsId } = own;
    const bodies = {
      none: '',
      reason: JSON.stringify({ reason }),
      time: JSON.stringify({ reason, timestamp: timestampMs }),
      text: 'Service Unavailable',
    };
    const last = { atMs, status, reason, failure: own.failure };
    return {
      ...own,
      responseHeaders: [...(apnsId === null ? [] : [{ name: 'apns-id', value: apnsId }]), ...extraHeaders],
      responseBody: bodies[body],
      explanation: null,
      attempts: [...Array.from({ length: tries }, () => ({ ...last, atMs: atMs - 1 })), last],
    };
  });

describe('a block', () => {
  it('gives back every delivery exactly as it was', () => {
    fc.assert(
      fc.property(fc.array(ownPart, { minLength: 1, maxLength: 20 }), fc.boolean(), (owns, isLast) => {
        const encoder = new BlockEncoder(3);
        owns.forEach((own, index) =>
          encoder.add({ frame: 7 + (index % 2), seq: 100 + index * 3, position: 1000 - index, own }),
        );
        const { run, rows } = decodeBlock(encoder.bytes(isLast));
        expect(run).toBe(3);
        rows.forEach((row, index) => {
          const own = owns[index];
          expect([row.frame, row.seq, row.position]).toEqual([
            7 + (index % 2),
            100 + index * 3,
            1000 - index,
          ]);
          expect(own && row.own(own)).toEqual(own);
          expect(row.responseMs).toEqual(own?.timings.responseMs);
        });
        expect(rows).toHaveLength(owns.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is full at its length, and for what is too far in time', () => {
    const [own] = fc.sample(ownPart, 1);
    if (own === undefined) throw new Error('no sample');
    const encoder = new BlockEncoder(0);
    for (let seq = 0; seq < BLOCK_ROWS; seq += 1) {
      expect(encoder.hasRoomFor(own.atMs)).toBe(true);
      encoder.add({
        frame: 1,
        seq,
        position: seq,
        own: { ...own, timings: { ...own.timings, dnsMs: null } },
      });
    }
    expect(encoder.hasRoomFor(own.atMs)).toBe(false);
    const other = new BlockEncoder(0);
    other.add({ frame: 1, seq: 1, position: 1, own });
    expect(other.hasRoomFor(own.atMs + BLOCK_SPAN_MS + 1)).toBe(false);
    expect(other.hasRoomFor(own.atMs - BLOCK_SPAN_MS - 1)).toBe(false);
    expect(other.isMuchNewerThan(own.atMs - BLOCK_SPAN_MS - 1)).toBe(true);
  });

  it('is known to be damaged by any bit that fell over', () => {
    const encoder = new BlockEncoder(0);
    fc.sample(ownPart, 5).forEach((own, seq) => encoder.add({ frame: 1, seq, position: seq, own }));
    const bytes = encoder.bytes(true);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const damaged = Buffer.from(bytes);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => decodeBlock(damaged)).toThrow(RangeError);
      }),
      { numRuns: 200 },
    );
  });
});
