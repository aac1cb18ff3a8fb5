import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { openDrafts } from '#core/settings/drafts';
import { DRAFT_LIMIT_BYTES } from '#shared/contract/message-limits';
import type { AppError } from '#shared/errors';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(
  (letter) => letter.repeat(8) + '-0000-4000-8000-000000000000',
) as [string, string, string, string];
const ports = { clock: systemClock, random: systemRandomness };
let dataDir: string;
let problems: AppError[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-drafts-'));
  problems = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const drafts = () => openDrafts({ dataDir, ...ports, onProblem: (problem) => problems.push(problem) });
const fileOf = (tab: string): string => join(dataDir, 'drafts', `${tab}.json`);
/** The order of saving, on file systems that count in seconds too. */
const saveAt = async (tab: string, text: string, unixS: number): Promise<void> => {
  await drafts().save(tab, text);
  utimesSync(fileOf(tab), unixS, unixS);
};

it('come back after a restart, to the letter, for their owner alone', async () => {
  const text = '{"payload":"{\\"aps\\":中文","big":10000000000000000000001}';
  expect(await drafts().load(A)).toBeNull();
  await drafts().save(A, text);
  expect(await drafts().load(A)).toBe(text);
  expect(statSync(fileOf(A)).mode & 0o777).toBe(0o600);
});

describe('of several tabs', () => {
  it('are written side by side, by one process or two', async () => {
    const one = drafts();
    const other = drafts();
    await Promise.all([one.save(A, '"a"'), other.save(B, '"b"'), one.save(C, '"c"')]);
    expect([await other.load(A), await one.load(B), await other.load(C)]).toEqual(['"a"', '"b"', '"c"']);
  });

  it('keep the order of their own writes', async () => {
    const one = drafts();
    await Promise.all(Array.from({ length: 20 }, (_, index) => one.save(A, String(index))));
    expect(await one.load(A)).toBe('19');
  });

  it('go on in a new tab once their own is closed, the newest first, each once', async () => {
    const now = Math.floor(Date.now() / 1000);
    await saveAt(A, '"older"', now - 20);
    await saveAt(B, '"newer"', now - 10);
    const running = drafts();
    expect(await running.load(C)).toBe('"newer"');
    const holding = new AbortController();
    await running.hold(C, holding.signal).next();
    expect(await running.load(D)).toBe('"older"');
    // Whoever comes back still finds its own.
    expect([await running.load(A), await running.load(B)]).toEqual(['"older"', '"newer"']);
  });

  it('are not given away while their tab is open', async () => {
    const running = drafts();
    await running.save(A, '"mine"');
    const open = new AbortController();
    const held = running.hold(A, open.signal);
    await held.next();
    expect(await running.load(B)).toBeNull();
    const ended = held.next();
    open.abort();
    await ended;
    expect(await running.load(B)).toBe('"mine"');
  });

  it('are kept however old the clock says they are', async () => {
    await saveAt(A, '"old"', Math.floor(Date.now() / 1000) - 34 * 365 * 86_400);
    expect(await drafts().load(A)).toBe('"old"');
  });
});

it('refuse what is too large, and keep the last good one', async () => {
  await drafts().save(A, '"good"');
  await expect(drafts().save(A, `"${'x'.repeat(DRAFT_LIMIT_BYTES)}"`)).rejects.toMatchObject({
    code: 'bad-argument',
  });
  expect(await drafts().load(A)).toBe('"good"');
});

it('that are damaged are kept aside and reported, and hide no other', async () => {
  const now = Math.floor(Date.now() / 1000);
  await saveAt(B, '"good"', now - 10);
  await saveAt(A, '"bad"', now);
  writeFileSync(fileOf(A), `{"version":2,"draft":${'['.repeat(100_000)}`);
  expect(await drafts().load(C)).toBe('"good"');
  expect(problems.map(({ code }) => code)).toEqual(['data-damaged']);
});

it('of a newer version stay as they are', async () => {
  await drafts().save(A, '1');
  writeFileSync(fileOf(A), '{"version":9,"draft":1}');
  expect(await drafts().load(A)).toBeNull();
  expect(problems.map(({ code }) => code)).toContain('data-from-newer-version');
  expect(readFileSync(fileOf(A), 'utf8')).toBe('{"version":9,"draft":1}');
});

describe('drafts.json of an earlier version', () => {
  const old = () => join(dataDir, 'drafts.json');

  it('becomes the draft of the next tab', async () => {
    writeFileSync(old(), '{"version":1,"draft":{"version":1,"document":{"topic":"com.example"}}}\n');
    expect(await drafts().load(A)).toBe('{"version":1,"document":{"topic":"com.example"}}');
    expect(problems).toEqual([]);
    expect(await drafts().load(A)).toBe('{"version":1,"document":{"topic":"com.example"}}');
  });

  it('that is damaged is kept aside and reported by whoever opens the folder', () => {
    writeFileSync(old(), '{"version":1,"dra');
    drafts();
    expect(problems.map(({ code }) => code)).toEqual(['data-damaged']);
    expect(readFileSync(join(dataDir, 'drafts.damaged-1.json'), 'utf8')).toBe('{"version":1,"dra');
  });

  it('that is newer is left alone, and stops nothing', async () => {
    writeFileSync(old(), '{"version":9,"draft":1}');
    const running = drafts();
    expect(problems.map(({ code }) => code)).toEqual(['data-from-newer-version']);
    await running.save(A, '"new"');
    expect(await running.load(A)).toBe('"new"');
    expect(readFileSync(old(), 'utf8')).toBe('{"version":9,"draft":1}');
  });
});
