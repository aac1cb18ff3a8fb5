import { describe, expect, it } from 'vitest';
import { credentialLineOf } from '../../../../renderer/features/compose/credential-line.js';
import { apnsKeySummary, certificateSummary } from '../../support/credential-samples.js';

const NOW_MS = Date.parse('2026-12-31T00:00:00Z');

describe('the line about a credential', () => {
  it('names the app, environments and days left of a certificate', () => {
    expect(credentialLineOf(certificateSummary(), NOW_MS)).toEqual({
      kind: 'identity',
      identity: ['com.example.app'],
      environments: 'both',
      daysLeft: 1,
      canSend: true,
    });
  });

  it('counts below zero once it has expired', () => {
    const expired = certificateSummary({ notAfter: '2026-12-30T12:00:00Z', environments: ['sandbox'] });
    expect(credentialLineOf(expired, NOW_MS)).toMatchObject({ daysLeft: -1, environments: 'sandbox' });
  });

  it('names key ID and team of an APNs key, which never expires', () => {
    expect(credentialLineOf(apnsKeySummary(), NOW_MS)).toMatchObject({
      identity: ['KEY1234567', 'TEAM123456'],
      daysLeft: null,
      environments: 'both',
    });
  });
});
