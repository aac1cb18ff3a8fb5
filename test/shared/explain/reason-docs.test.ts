import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { REASON_RULES, reasonRule, statusRule } from '#shared/apns/reasons';
import { describeReasons } from './explanations-page.js';

const page = resolve(import.meta.dirname, '../../../docs/explanations.md');

it('docs/explanations.md lists the reasons as the table has them', async () => {
  const config = await resolveConfig(page);
  const expected = await format(describeReasons(), { ...config, parser: 'markdown' });
  // The one way to write the page: UPDATE_DOCS=1 npx vitest run --project node <this file>
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8').replaceAll('\r\n', '\n')).toBe(expected);
  for (const { reason } of REASON_RULES) expect(expected).toContain(`\`${reason}\``);
});

describe('the table of reasons', () => {
  it('has each reason once', () => {
    const names = REASON_RULES.map(({ reason }) => reason);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['BadEnvironmentKeyInToken', 403],
    ['BadEnvironmentKeyIdInToken', 403],
    ['ExpiredToken', 410],
    ['Service Unavailable', 503],
  ])('knows %s', (reason, status) => {
    expect(reasonRule(reason)?.status).toBe(status);
  });

  // Apple: never retry these (handling notification responses from APNs).
  it.each([
    'BadDeviceToken',
    'DeviceTokenNotForTopic',
    'Forbidden',
    'ExpiredToken',
    'Unregistered',
    'PayloadTooLarge',
  ])('never retries %s', (reason) => {
    expect(reasonRule(reason)?.retry).toBe('never');
  });

  it.each(['__proto__', 'constructor', 'BadProviderToken'])('does not know %s', (reason) => {
    expect(reasonRule(reason)).toBeUndefined();
  });

  it('agrees with its statuses about server errors', () => {
    for (const rule of REASON_RULES.filter(({ status }) => status >= 429)) {
      expect(statusRule(rule.status).retry).toBe(rule.retry);
    }
  });
});
