import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '#core/http2/byte-writer';
import { type HeaderEntry, HpackDecoder } from '#core/http2/hpack-decoder';
import { HpackEncoder } from '#core/http2/hpack-encoder';
import { HUFFMAN_LENGTHS, STATIC_TABLE } from '#core/http2/hpack-tables';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

function encode(encoder: HpackEncoder, fields: readonly HeaderEntry[]): Buffer {
  const out = new ByteWriter();
  encoder.begin(out);
  for (const [name, value] of fields) encoder.field(out, name, value);
  return out.take();
}

/** Values in latin1, names that occur again, so that both tables and their limits are used. */
const field = fc.tuple(
  fc.constantFrom(
    ':path',
    ':status',
    'authorization',
    'apns-id',
    'apns-topic',
    'apns-collapse-id',
    'content-type',
    'x-own',
    'date',
  ),
  fc.oneof(
    fc.constantFrom('200', '', 'com.example.app', '/3/device/ab'),
    fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) }),
    fc.string({ minLength: 1500, maxLength: 3000, unit: fc.constantFrom('a', '7', 'ÿ') }),
  ),
);
const blocks = fc.array(fc.array(field, { maxLength: 12 }), { minLength: 1, maxLength: 12 });

describe('the tables', () => {
  it('have the sizes of the RFC', () => {
    expect(STATIC_TABLE).toHaveLength(61);
    expect(HUFFMAN_LENGTHS).toHaveLength(257);
    // A complete prefix code fills the space of its bits exactly (Kraft).
    expect(HUFFMAN_LENGTHS.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
  });
});

describe('the decoder', () => {
  it('reads the three answers of RFC 7541 C.6, Huffman-coded, with entries that leave a table of 256 bytes', () => {
    const decoder = new HpackDecoder();
    // A reader's table is ours to size; the RFC's example announces 256 bytes.
    expect(decoder.decode(hex('3fe101'))).toEqual([]);
    const date = 'Mon, 21 Oct 2013 20:13:21 GMT';
    expect(
      decoder.decode(
        hex(
          '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
        ),
      ),
    ).toEqual([
      [':status', '302'],
      ['cache-control', 'private'],
      ['date', date],
      ['location', 'https://www.example.com'],
    ]);
    expect(decoder.decode(hex('4883 640e ffc1 c0bf'))).toEqual([
      [':status', '307'],
      ['cache-control', 'private'],
      ['date', date],
      ['location', 'https://www.example.com'],
    ]);
    expect(
      decoder.decode(
        hex(
          '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
        ),
      ),
    ).toEqual([
      [':status', '200'],
      ['cache-control', 'private'],
      ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
      ['location', 'https://www.example.com'],
      ['content-encoding', 'gzip'],
      ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
    ]);
  });

  it.each([
    ['an index of nothing', '80'],
    ['an index beyond both tables', 'ff01'],
    ['a number without end', 'ffffffffffffff'],
    ['a text that is cut off', '40 0a 6375'],
    ['a table larger than allowed', '3fe2ff03'],
    ['the end-of-string symbol inside a text', '40 84 ffffffff 00'],
    ['padding that is too long', '40 82 1fff 00'],
    ['padding of zeros', '40 81 18 00'],
  ])('refuses %s', (_, bytes) => {
    expect(() => new HpackDecoder().decode(hex(bytes))).toThrow(
      expect.objectContaining({ name: 'Http2ProtocolError', code: 'ERR_HTTP2_COMPRESSION_ERROR' }),
    );
  });

  it('takes a change of the table at the beginning of a block, and nowhere else', () => {
    const error = expect.objectContaining({ errorCode: 9 }) as Error;
    expect(new HpackDecoder().decode(hex('20 3fe11f 88'))).toEqual([[':status', '200']]);
    expect(() => new HpackDecoder().decode(hex('88 20'))).toThrow(error);
    expect(() => new HpackDecoder().decode(hex('88 3fe101 8c'))).toThrow(error);
  });

  it('refuses a small block that unfolds into a huge list', () => {
    const decoder = new HpackDecoder();
    const out = new ByteWriter();
    new HpackEncoder().field(out, 'x', 'y'.repeat(3900));
    decoder.decode(out.take());
    expect(() => decoder.decode(Buffer.alloc(100, 0xbe))).toThrow(
      expect.objectContaining({ code: 'ERR_HTTP2_ENHANCE_YOUR_CALM' }),
    );
  });

  it('meets any bytes with entries or one kind of error, never with another', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 4 }), (chunks) => {
        const decoder = new HpackDecoder();
        try {
          for (const chunk of chunks) decoder.decode(Buffer.from(chunk));
        } catch (error) {
          expect(error).toHaveProperty('name', 'Http2ProtocolError');
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the encoder', () => {
  it('writes what the decoder reads, over many blocks and changes of the table', () => {
    fc.assert(
      fc.property(blocks, fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 12 }), (all, sizes) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder();
        all.forEach((fields, index) => {
          const size = sizes[index];
          if (size !== undefined) encoder.resize(size);
          expect(decoder.decode(encode(encoder, fields))).toEqual(fields);
        });
      }),
    );
  });

  it('says both sizes of a table that shrank and grew again between two blocks', () => {
    const encoder = new HpackEncoder();
    encode(encoder, [['apns-topic', 'com.example.app']]);
    encoder.resize(0);
    encoder.resize(4096);
    const block = encode(encoder, [['apns-topic', 'com.example.app']]);
    expect(block.subarray(0, 4)).toEqual(hex('20 3fe11f'));
    // Nothing is referred to that the server has thrown away.
    expect(new HpackDecoder().decode(block)).toEqual([['apns-topic', 'com.example.app']]);
  });

  it('follows Apple: path and provider token are never remembered, IDs by their name only, the topic whole', () => {
    const encoder = new HpackEncoder();
    const push = (id: string): HeaderEntry[] => [
      [':path', '/3/device/abcd'],
      ['authorization', 'bearer a.b.c'],
      ['apns-id', id],
      ['apns-topic', 'com.example.app'],
    ];
    encode(encoder, push('first'));
    const second = encode(encoder, push('other')).toString('latin1');
    expect(second).toContain('/3/device/abcd');
    expect(second).toContain('bearer a.b.c');
    expect(second).toContain('other');
    expect(second).not.toContain('apns-id');
    expect(second).not.toContain('com.example.app');
    // Literal without indexing 0000xxxx, literal never indexed 0001xxxx (RFC 7541 §6.2.2, §6.2.3).
    expect((second.charCodeAt(0) & 0xf0) >> 4).toBe(0);
    const token = second.indexOf('\x0cbearer');
    expect(second.slice(token - 2, token)).toBe('\x1f\x08');
  });
});

const PYTHON = '/usr/bin/python3';
const hasHpack = spawnSync(PYTHON, ['-c', 'import hpack']).status === 0;

/** Reads blocks with Python's hpack and writes the same fields with it, in Huffman code. */
const SCRIPT = `
import json, sys, hpack
for connection in json.load(sys.stdin):
    decoder, encoder, answer = hpack.Decoder(), hpack.Encoder(), []
    for block in connection:
        fields = decoder.decode(bytes.fromhex(block), raw=True)
        again = encoder.encode([(bytes(n), bytes(v)) for n, v in fields], huffman=True)
        answer.append({'fields': [[n.decode('latin1'), v.decode('latin1')] for n, v in fields], 'again': again.hex()})
    print(json.dumps(answer))
`;

interface ForeignBlock {
  readonly fields: readonly HeaderEntry[];
  readonly again: string;
}

describe.skipIf(!hasHpack)('Python’s hpack (skipped where it is not installed)', () => {
  it('reads what the encoder writes, and the decoder reads what it writes', { timeout: 60_000 }, () => {
    const connections = fc.sample(blocks, { numRuns: 150, seed: 7541 });
    const encoded = connections.map((all) => {
      const encoder = new HpackEncoder();
      return all.map((fields, index) => {
        if (index === 3) encoder.resize(200);
        if (index === 6) encoder.resize(4096);
        return encode(encoder, fields).toString('hex');
      });
    });
    const run = spawnSync(PYTHON, ['-c', SCRIPT], {
      input: JSON.stringify(encoded),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect(run.stderr).toBe('');
    const answers = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ForeignBlock[]);
    expect(answers).toHaveLength(connections.length);
    answers.forEach((answer, place) => {
      expect(answer.map((block) => block.fields)).toEqual(connections[place]);
      const decoder = new HpackDecoder();
      expect(answer.map((block) => decoder.decode(Buffer.from(block.again, 'hex')))).toEqual(
        connections[place],
      );
    });
  });
});
