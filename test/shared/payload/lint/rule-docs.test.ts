import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { LINT_RULES } from '#shared/payload/lint/lint';
import { describeRules } from './lint-rules-page.js';

const page = resolve(import.meta.dirname, '../../../../docs/lint-rules.md');

it('docs/lint-rules.md says what the rules are', async () => {
  const config = await resolveConfig(page);
  const expected = await format(describeRules(LINT_RULES), { ...config, parser: 'markdown' });
  // The one way to write the page: UPDATE_DOCS=1 npx vitest run --project node <this file>
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8').replaceAll('\r\n', '\n')).toBe(expected);
});

it('has a section for every rule', () => {
  const text = describeRules(LINT_RULES);
  for (const { id } of LINT_RULES) expect(text).toContain(`### \`${id}\``);
});
