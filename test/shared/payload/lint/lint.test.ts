import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUSH_TYPES } from '#shared/apns/push-types';
import { omitUndefined } from '#shared/omit-undefined';
import { parseJson } from '#shared/payload/json-parser';
import { type Diagnostic, lint, type LintInput } from '#shared/payload/lint/lint';
import { applyEdits } from '#shared/payload/text-edit';

const rules = (input: LintInput): string[] => lint(input).diagnostics.map(({ rule }) => rule);
const first = (input: LintInput): Diagnostic => {
  const [diagnostic] = lint(input).diagnostics;
  if (diagnostic === undefined) throw new Error(`nothing found in ${input.text}`);
  return diagnostic;
};
const fixed = (input: LintInput): string => {
  const { fix } = first(input);
  if (fix === null) throw new Error('no fix');
  return applyEdits(input.text, fix.edits);
};

describe('where a finding stands', () => {
  const text = '{\n  "aps": {\n    "content-available": 1,\n    "alert": "Hi"\n  },\n  "badge": "3"\n}\n';

  it('has line, column, pointer and offsets', () => {
    const [finding] = lint({ text, pushType: 'background' }).diagnostics;
    expect(finding).toMatchObject({
      rule: 'aps/background-has-alert',
      path: '/aps/alert',
      line: 4,
      column: 5,
      from: text.indexOf('"alert"'),
      to: text.indexOf('"alert"') + '"alert"'.length,
    });
  });

  it('counts columns in UTF-16 units and knows CRLF', () => {
    const emoji = '{"aps": {\r\n"alert": "😀", "badge": "3"}}';
    expect(first({ text: emoji })).toMatchObject({ rule: 'aps/wrong-type', line: 2, column: 25 });
  });

  it('escapes the pointer', () => {
    expect(first({ text: '{"aps": {"alert": "x", "a/b~c": 1}}' }).path).toBe('/aps/a~1b~0c');
  });

  it('puts findings about headers at the start, with their subject', () => {
    expect(first({ text: '{"aps":{"alert":"x"}}', pushType: 'alerts' })).toMatchObject({
      subject: 'push-type',
      path: '',
      line: 1,
      column: 1,
    });
  });
});

describe('a text that is not JSON', () => {
  it.each(['', '{', '{"aps": {“alert”: “Hi”}}', "{'aps': {}}", 'hello', '{"aps":{"alert":"x",}}', '\u0000'])(
    '%j gives exactly one finding, json/syntax',
    (text) => {
      expect(rules({ text, pushType: 'alert' })).toEqual(['json/syntax']);
    },
  );

  it('repairs several mistakes at once', () => {
    expect(fixed({ text: "{'aps': {“alert”: 'Hi',}}" })).toBe('{"aps": {"alert": "Hi"}}');
  });

  it('still judges what stands beside the payload', () => {
    expect(rules({ text: '{', pushType: 'alert', topic: 'com.example.app.voip' })).toContain(
      'headers/topic-suffix',
    );
  });
});

describe('fixes', () => {
  it.each([
    ['{"aps":{"title":"A","body":"B"}}', '{"aps":{"body":"B","alert":{"title":"A"}}}'],
    ['{"aps":{"alert":"B","title":"A"}}', '{"aps":{"alert":{"body": "B","title":"A"}}}'],
    ['{"aps":{"alert":{"body":"B","badge":1}}}', '{"aps":{"alert":{"body":"B"},"badge":1}}'],
    ['{"aps":{"alert":"B"},"badge":1}', '{"aps":{"alert":"B","badge":1}}'],
    ['{"alert":"B"}', '{"aps":{"alert":"B"}}'],
    ['{"aps":{"alert":"B","badge":"12"}}', '{"aps":{"alert":"B","badge":12}}'],
    ['{"aps":{"alert":"B","content-available":true}}', '{"aps":{"alert":"B","content-available":1}}'],
    ['{"aps":{"alert":"B","badge":-1}}', '{"aps":{"alert":"B","badge":0}}'],
    ['{"aps":{"alert":"B","badge":null}}', '{"aps":{"alert":"B"}}'],
    ['{"aps":{"alret":"B"}}', '{"aps":{"alert":"B"}}'],
    ['{"aps":{"alert":{"title":1042}}}', '{"aps":{"alert":{"title":"1042"}}}'],
    [
      '{"aps":{"alert":{"loc-key":"K","loc-args":[1.50]}}}',
      '{"aps":{"alert":{"loc-key":"K","loc-args":["1.50"]}}}',
    ],
    ['{"aps":{"alert":"B","user":{"id":1.50}}}', '{"aps":{"alert":"B"},"user":{"id":1.50}}'],
    ['{"aps":{"alert":"A","alert":"B"}}', '{"aps":{"alert":"B"}}'],
    [
      '{"notification":{"title":"A","body":"B"}}',
      '{\n  "aps": {\n    "alert": {\n      "title": "A",\n      "body": "B"\n    }\n  }\n}',
    ],
    ['{"message":{"apns":{"payload":{"aps":{"badge":1}}}}}', '{\n  "aps": {\n    "badge": 1\n  }\n}'],
  ])('of %s gives %s', (text, expected) => {
    const diagnostics = lint({ text, pushType: 'alert' }).diagnostics.filter(({ fix }) => fix !== null);
    expect(applyEdits(text, diagnostics[0]?.fix?.edits ?? [])).toBe(expected);
  });

  it('reads an ISO date where Unix seconds belong', () => {
    const text = '{"aps":{"timestamp":"2026-01-01T00:01:00Z","event":"update","content-state":{}}}';
    expect(fixed({ text, pushType: 'liveactivity' })).toContain('"timestamp":1767225660');
  });

  it('recognises a date that counts from 2001', () => {
    const text = '{"aps":{"timestamp":788918460,"event":"update","content-state":{}}}';
    expect(fixed({ text, pushType: 'liveactivity' })).toContain('"timestamp":1767225660');
  });
});

describe('size', () => {
  const ofBytes = (bytes: number): string => `{"aps":{"alert":"${'x'.repeat(bytes - 20)}"}}`;

  it.each([
    ['alert', undefined, 4096],
    ['voip', undefined, 5120],
    ['alert', 'com.example.app.voip', 5120],
    ['liveactivity', undefined, 4096],
  ])('type %s, topic %s: %i bytes', (pushType, topic, limit) => {
    const input = { pushType, ...omitUndefined({ topic }) };
    expect(lint({ text: ofBytes(limit), ...input })).toMatchObject({ bytes: limit, limit });
    expect(rules({ text: ofBytes(limit), ...input })).not.toContain('payload/too-large');
    expect(rules({ text: ofBytes(limit + 1), ...input })).toContain('payload/too-large');
  });

  it('allows broadcasts 5,120 bytes', () => {
    expect(lint({ text: '{}', pushType: 'liveactivity', target: 'channel' }).limit).toBe(5120);
  });

  it('counts bytes, not characters, and points at the place where it is full', () => {
    const text = `{"aps":{"alert":"${'订'.repeat(1400)}"}}`;
    const { bytes, diagnostics } = lint({ text });
    expect(bytes).toBe(4220);
    expect(diagnostics[0]?.rule).toBe('payload/too-large');
    expect(new TextEncoder().encode(text.slice(0, diagnostics[0]?.from)).length).toBeLessThanOrEqual(4096);
  });
});

describe('templates', () => {
  it('takes a placeholder for a value of the right type, in quotes or not', () => {
    const text = '{"aps":{"timestamp": {{now}}, "event":"{{event}}","content-state":"{{state:json}}"}}';
    expect(rules({ text, pushType: 'liveactivity' })).toEqual([]);
  });

  it('judges placeholders as they stand beyond the number that it can stand in for', () => {
    const of = (count: number): string =>
      `{"aps":{},"a":[${Array.from({ length: count }, () => '{{v}}').join(',')}]}`;
    const isBroken = (count: number): boolean =>
      rules({ text: of(count) }).some((rule) => rule.startsWith('json/'));
    expect([isBroken(6400), isBroken(6401)]).toEqual([false, true]);
  });

  it('keeps placeholders in what a fix moves', () => {
    const text = '{"aps":{"alert":"Hi {{name}}"},"badge": {{count}}}';
    expect(fixed({ text })).toBe('{"aps":{"alert":"Hi {{name}}","badge":{{count}}}}');
  });

  it('keeps the places of findings behind a placeholder', () => {
    const text = '{"aps":{"alert":{{text}},"badge":"3"}}';
    expect(first({ text }).from).toBe(text.indexOf('"3"'));
  });
});

describe('what is known beside the payload', () => {
  it('says nothing about headers, credential and device when they are not given', () => {
    expect(rules({ text: '{"aps":{"alert":"x"}}' })).toEqual([]);
  });

  it('derives the push type from topic and payload when none is given', () => {
    expect(rules({ text: '{"aps":{"content-available":1}}' })).toEqual([]);
    expect(rules({ text: '{"aps":{"event":"update","content-state":{}}}' })).toEqual([
      'liveactivity/missing-timestamp',
    ]);
    expect(rules({ text: '{"call":1}', topic: 'com.example.app.voip' })).toEqual([]);
  });

  it('keeps errors when there is more to say than was asked for', () => {
    const many = Array.from({ length: 50 }, (_, index) => `"own-key-${index}": 1`).join(', ');
    const text = `{"aps": {${many}, "badge": "3"}}`;
    const { diagnostics } = lint({ text, pushType: 'alert', maxDiagnostics: 5 });
    expect(diagnostics).toHaveLength(5);
    expect(diagnostics.map(({ rule }) => rule)).toContain('aps/wrong-type');
  });
});

describe('any input', () => {
  it('never throws, and every fix can be applied', () => {
    const key = fc.constantFrom(
      'aps',
      'alert',
      'badge',
      'sound',
      'event',
      'title',
      'stale-date',
      'x',
      '__proto__',
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 0, -1, 1.5, 1e13, '', 'start', '{{now}}', '\ud83d'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 5 }),
      ),
    })).node;
    const pushType = fc.constantFrom(...PUSH_TYPES, 'alerts', '');
    fc.assert(
      fc.property(fc.dictionary(key, value), pushType, fc.boolean(), (payload, type, broken) => {
        const text = broken ? JSON.stringify(payload).slice(0, -1) : JSON.stringify(payload, null, 1);
        for (const { fix } of lint({ text, pushType: type, headers: { pushType: type } }).diagnostics) {
          if (fix === null || fix.edits.length === 0 || text.includes('{{')) continue;
          expect(() => JSON.parse(applyEdits(text, fix.edits)) as unknown).not.toThrow();
        }
      }),
    );
  });
});

describe('speed', () => {
  const large = JSON.stringify({
    aps: {
      alert: { title: 'x'.repeat(100), body: 'y'.repeat(1000) },
      badge: 1,
      titel: 'z',
      sound: { name: 'a' },
    },
    items: Array.from({ length: 60 }, (_, id) => ({ id, name: `Item ${id}`, tags: ['a', 'b'] })),
  });

  it('takes far less than 5 ms for 4 KB', () => {
    expect(large.length).toBeGreaterThan(3500);
    for (let run = 0; run < 20; run++) lint({ text: large });
    const times = Array.from({ length: 30 }, () => {
      const start = performance.now();
      lint({ text: large });
      return performance.now() - start;
    }).sort((a, b) => a - b);
    // A quick one of thirty, so that what else runs on the machine does not decide.
    expect(times[3]).toBeLessThan(5);
  });

  it('stays alive with 20,000 duplicate keys', () => {
    const text = `{"aps":{${'"alert":"x",'.repeat(20_000)}"badge":1}}`;
    const start = performance.now();
    const { diagnostics } = lint({ text });
    expect(diagnostics).toHaveLength(200);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

describe('a text of a megabyte', () => {
  it.each([
    ['tabs in a text', `{"aps":{"alert":"${'\t'.repeat(1_000_000)}"}}`],
    ['keys beside aps', `{"aps":{},${Array.from({ length: 80_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`],
    [
      'keys of one’s own in aps',
      `{"aps":{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":${n}`).join(',')}}}`,
    ],
  ])('with %s costs a small multiple of what parsing it does', (_, text) => {
    const costOf = (work: () => unknown): number => {
      const startedAt = process.cpuUsage();
      work();
      return process.cpuUsage(startedAt).user;
    };
    lint({ text });
    const parsing = Math.min(
      costOf(() => parseJson(text)),
      costOf(() => parseJson(text)),
    );
    expect(costOf(() => lint({ text, pushType: 'alert' }))).toBeLessThan(parsing * 25 + 200_000);
  });
});
