import { describe, expect, it } from 'vitest';
import { credentialLineOf } from '../../../../renderer/features/compose/credential-line.js';
import { apnsKeySummary, certificateSummary } from '../../support/credential-samples.js';

const NOW_MS = Date.parse('2026-12-31T00:00:00Z');

describe('the line about a credential', () => {
  it('names the app, environments and validity of a certificate', () => {
    expect(credentialLineOf(certificateSummary(), NOW_MS)).toEqual({
      kind: 'identity',
      identity: ['com.example.app'],
      environments: 'both',
      expiry: { en: 'expires in 24 hours', zh: '将在 24 小时后过期' },
      canSend: true,
    });
  });

  it('says since when it has expired', () => {
    const expired = certificateSummary({ notAfter: '2026-12-28T12:00:00Z', environments: ['sandbox'] });
    expect(credentialLineOf(expired, NOW_MS)).toMatchObject({
      expiry: { en: 'expired 2 days ago' },
      environments: 'sandbox',
    });
  });

  it('names key ID and team of an APNs key, which never expires', () => {
    expect(credentialLineOf(apnsKeySummary(), NOW_MS)).toMatchObject({
      identity: ['KEY1234567', 'TEAM123456'],
      expiry: null,
      environments: 'both',
    });
  });
});
