import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { type BatchTarget, targetsFromFile } from '#core/apns/target-source';
import { LatencyHistogram } from '#core/history/latency-histogram';

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-targets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const A = 'ab'.repeat(32);
const B = 'cd'.repeat(32);

async function read(text: string): Promise<{ columns: readonly string[]; targets: BatchTarget[] }> {
  const path = join(folder, 'list');
  writeFileSync(path, text);
  const source = await targetsFromFile(path);
  const targets: BatchTarget[] = [];
  for await (const chunk of source.chunks) targets.push(...chunk);
  expect(source.share()).toBe(1);
  return { columns: source.columns, targets };
}

describe('a file of targets', () => {
  it('has one token a line, with comments and old descriptions', async () => {
    const { targets } = await read(`# devices\n${A}\n\n<${B.replace(/(.{8})/g, '$1 ').trim()}>\r\n`);
    expect(targets).toEqual([{ token: A }, { token: B }]);
  });

  it('may be CSV with a token column anywhere; the others become variables', async () => {
    const { columns, targets } = await read(`name;Device Token;order\nAda;${A};42\n"G, H";${B};\n`);
    expect(columns).toEqual(['name', 'order']);
    expect(targets).toEqual([
      { token: A, name: 'Ada', variables: { name: 'Ada', order: '42' } },
      { token: B, name: 'G, H', variables: { name: 'G, H', order: '' } },
    ]);
  });

  it.each([
    ['CSV', `# our phones, all of them\ntoken,name\n${A},Ada\n# ${B},Grace\n  \n"#${B}",Grace\n`],
    ['CSV with Chinese columns', `#\n设备令牌,名称\n${A},Ada\n#x,y\n"#${B}",Grace\n`],
  ])('%s leaves out comments, which are no targets', async (_, text) => {
    const { targets } = await read(text);
    expect(targets.map(({ token, name }) => [token, name])).toEqual([
      [A, 'Ada'],
      [`#${B}`, 'Grace'],
    ]);
  });

  it('with nothing but comments has no target', async () => {
    expect((await read(`# ${A}\n  # ${B}, later\n`)).targets).toEqual([]);
  });

  it('keeps a line that is no token, so that it gets its outcome', async () => {
    const { targets } = await read(`${A}\nnot-a-token\n`);
    expect(targets).toHaveLength(2);
  });

  it.each([
    { text: '', code: 'bad-argument' },
    { text: '\n\n', code: 'bad-argument' },
  ])('without a token is an error', async ({ text, code }) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });

  it('that is not there, or a folder, is an error', async () => {
    await expect(targetsFromFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(targetsFromFile(folder)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('of any length is read as it is needed', async () => {
    const path = join(folder, 'long');
    const out = createWriteStream(path);
    for (let count = 0; count < 100; count += 1) out.write(`${A}\n`.repeat(1000));
    out.end();
    await finished(out);
    const source = await targetsFromFile(path);
    let largest = 0;
    let total = 0;
    for await (const chunk of source.chunks) {
      largest = Math.max(largest, chunk.length);
      total += chunk.length;
    }
    expect(total).toBe(100_000);
    expect(largest).toBeLessThan(3000);
  });
});

describe('latencies', () => {
  it('give percentiles within five percent, in constant memory', () => {
    const histogram = new LatencyHistogram();
    for (let ms = 1; ms <= 1000; ms += 1) histogram.add(ms);
    for (const share of [0.5, 0.9, 0.99]) {
      const found = histogram.percentile(share) ?? 0;
      expect(Math.abs(found / (share * 1000) - 1)).toBeLessThan(0.05);
    }
    const { histogram: bars, maxMs } = histogram.summary();
    expect(maxMs).toBe(1000);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
  });

  it('are nothing before the first answer', () => {
    expect(new LatencyHistogram().summary()).toEqual({
      p50Ms: null,
      p90Ms: null,
      p99Ms: null,
      maxMs: null,
      histogram: [],
    });
  });
});
