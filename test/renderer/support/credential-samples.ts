import type { CertificateFacts, CredentialSummary } from '#shared/credentials/inspection';

/** A push certificate good for both environments, that lists its app and the calls of it. */
export function certificateSummary(facts: Partial<CertificateFacts> = {}): CredentialSummary {
  return {
    id: 'certificate',
    name: 'Example push',
    kind: 'identity',
    sample: false,
    addedAtMs: 0,
    teamId: 'TEAM123456',
    inspection: {
      kind: 'identity',
      container: 'pkcs12',
      key: null,
      certificates: [
        {
          commonName: 'Apple Push Services: com.example.app',
          userId: 'com.example.app',
          organization: null,
          teamId: 'TEAM123456',
          issuer: 'Apple WWDR',
          serialNumber: '01',
          notBefore: '2026-01-01T00:00:00.000Z',
          notAfter: '2027-01-01T00:00:00.000Z',
          sha256: '00',
          spkiSha256: '00',
          pushKind: 'apns',
          topics: [
            { topic: 'com.example.app', labels: ['topic'] },
            { topic: 'com.example.app.voip', labels: ['voip'] },
          ],
          environments: ['sandbox', 'production'],
          ...facts,
        },
      ],
      keyId: null,
      warnings: [],
      abilities: [],
    },
  };
}

export function apnsKeySummary(): CredentialSummary {
  return {
    id: 'key',
    name: 'Team key',
    kind: 'apns-key',
    sample: false,
    addedAtMs: 0,
    teamId: 'TEAM123456',
    inspection: {
      kind: 'apns-key',
      container: 'pem',
      key: null,
      certificates: [],
      keyId: 'KEY1234567',
      warnings: [],
      abilities: [],
    },
  };
}
