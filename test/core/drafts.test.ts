import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DRAFT_LIMIT, openDrafts } from '#core/drafts';
import type { AppError } from '#shared/errors';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-drafts-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('come back after a restart', () => {
  const draft = { payload: '{"aps":', cursor: 7, targets: ['ab', '中文'] };
  expect(openDrafts({ dataDir }).load()).toBeNull();
  openDrafts({ dataDir }).save(draft);
  expect(openDrafts({ dataDir }).load()).toEqual(draft);
});

it('refuse what is too large to be typed, and keep the last good one', () => {
  const drafts = openDrafts({ dataDir });
  drafts.save('good');
  expect(() => drafts.save('x'.repeat(DRAFT_LIMIT))).toThrow(
    expect.objectContaining({ code: 'bad-argument' }),
  );
  expect(drafts.load()).toBe('good');
});

it('in a damaged file are kept aside and reported', () => {
  writeFileSync(join(dataDir, 'drafts.json'), '{"version":1,"dra');
  const problems: AppError[] = [];
  const drafts = openDrafts({ dataDir, onProblem: (problem) => problems.push(problem) });
  expect(drafts.load()).toBeNull();
  drafts.save('new');
  expect(problems.map(({ code }) => code)).toEqual(['data-damaged']);
  expect(readFileSync(join(dataDir, 'drafts.damaged-1.json'), 'utf8')).toBe('{"version":1,"dra');
});

it('of a newer version are refused', () => {
  writeFileSync(join(dataDir, 'drafts.json'), '{"version":9}');
  expect(() => openDrafts({ dataDir })).toThrow(expect.objectContaining({ code: 'data-from-newer-version' }));
});
