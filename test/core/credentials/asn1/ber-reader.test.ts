import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BerNode, readBer } from '#core/credentials/asn1/ber-reader';
import {
  readOctets,
  readOid,
  readSmallInteger,
  readString,
  readTime,
} from '#core/credentials/asn1/ber-values';
import * as der from '#core/credentials/asn1/der-writer';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('readBer', () => {
  it('reads what the writer writes, whatever is inside', () => {
    const tree: fc.Arbitrary<Buffer> = fc.letrec<{ node: Buffer; leaf: Buffer; branch: Buffer }>((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('branch')),
      leaf: fc.uint8Array({ maxLength: 300 }).map((bytes) => der.octetString(bytes)),
      branch: fc.array(tie('node'), { maxLength: 5 }).map((parts) => der.sequence(...parts)),
    })).node;
    const encode = (node: BerNode): Buffer =>
      node.constructed ? der.sequence(...node.children.map(encode)) : der.octetString(node.contents);
    fc.assert(
      fc.property(tree, (bytes) => {
        expect(encode(readBer(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('reads indefinite lengths inside each other and leaves what follows', () => {
    const node = readBer(hex('3080 3080 020105 0000 040101 0000 ffff'));
    expect(node.children.map(({ tag }) => tag)).toEqual([16, 4]);
    expect(node.encoded).toHaveLength(14);
  });

  it('joins an octet string that was written in pieces, pieces of pieces too', () => {
    const node = readBer(hex('2480 04020102 2480 040103 040104 0000 0000'));
    expect(readOctets(node)).toEqual(hex('01020304'));
  });

  it('takes a length with leading zeros, as BER allows', () => {
    expect(readBer(hex('04 84 00000002 aabb')).contents).toEqual(hex('aabb'));
  });

  it.each([
    { input: '3003 0201', problem: 'truncated', because: 'the contents end early' },
    { input: '30', problem: 'truncated', because: 'there is no length' },
    { input: '3080 020105', problem: 'truncated', because: 'an indefinite length is never closed' },
    { input: '30 84 7fffffff 00', problem: 'truncated', because: 'a length bomb claims two gigabytes' },
    { input: '30 88 ffffffffffffffff', problem: 'malformed', because: 'a length is beyond all bounds' },
    { input: '0480 0000', problem: 'malformed', because: 'a primitive has no length' },
    { input: '3f ffffffff7f 00', problem: 'malformed', because: 'a tag number is absurd' },
    { input: '3003 02 05 01', problem: 'truncated', because: 'a child reaches past its parent' },
  ])('ends with $problem when $because', ({ input, problem }) => {
    expect(() => readBer(hex(input))).toThrow(expect.objectContaining({ name: 'BerError', problem }));
  });

  it('ends at a depth that no honest file has, without using up the stack', () => {
    const deep = Buffer.alloc(200_000, hex('3080'));
    expect(() => readBer(deep)).toThrow(expect.objectContaining({ problem: 'too-deep' }));
  });

  it('ends after a number of elements that no honest file has', () => {
    const many = der.sequence(Buffer.alloc(400_000, hex('0500')));
    expect(() => readBer(many)).toThrow(expect.objectContaining({ problem: 'too-many-elements' }));
  });
});

describe('values', () => {
  it.each([
    '1.2.840.113549.1.12.10.1.2',
    '0.9.2342.19200300.100.1.1',
    '2.5.4.3',
    '2.999.18446744073709551616',
  ])('reads and writes the object identifier %s', (dotted) => {
    expect(readOid(readBer(der.oid(dotted)))).toBe(dotted);
  });

  it('reads and writes every number up to 2^48', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (value) => {
        expect(readSmallInteger(readBer(der.integer(value)))).toBe(value);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it.each([
    { name: 'UTF8String', bytes: der.utf8String('推送 🍏'), text: '推送 🍏' },
    { name: 'BMPString', bytes: der.bmpString('推送'), text: '推送' },
    { name: 'TeletexString in Latin-1', bytes: hex('1404 5a6f eb20'), text: 'Zoë ' },
    { name: 'TeletexString that is UTF-8 really', bytes: hex('1404 5a6f c3ab'), text: 'Zoë' },
    { name: 'UniversalString', bytes: hex('1c08 00004e2d 0001f34f'), text: '中🍏' },
  ])('reads a $name', ({ bytes, text }) => {
    expect(readString(readBer(bytes))).toBe(text);
  });

  it.each([
    { bytes: Buffer.concat([hex('170d'), Buffer.from('260115120000Z')]), iso: '2026-01-15T12:00:00.000Z' },
    { bytes: Buffer.concat([hex('170d'), Buffer.from('990115120000Z')]), iso: '1999-01-15T12:00:00.000Z' },
    { bytes: Buffer.concat([hex('180f'), Buffer.from('20500101000000Z')]), iso: '2050-01-01T00:00:00.000Z' },
    {
      bytes: Buffer.concat([hex('1711'), Buffer.from('260115120000+0800')]),
      iso: '2026-01-15T04:00:00.000Z',
    },
  ])('reads the date $iso', ({ bytes, iso }) => {
    expect(new Date(readTime(readBer(bytes))).toISOString()).toBe(iso);
  });
});
