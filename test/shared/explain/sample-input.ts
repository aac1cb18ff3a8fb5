import type { Environment, PushHeaders, Target } from '#shared/apns/push';
import type { CredentialFacts } from '#shared/credentials/credential-facts';
import type { ExplainInput, KnownFacts } from '#shared/explain/explain';
import { omitUndefined } from '#shared/omit-undefined';

export const TOKEN = '7f0c'.repeat(15) + '12ab';

export const KEY: CredentialFacts = {
  id: 'credential-1',
  name: 'Team key',
  kind: 'apns-key',
  topics: [],
  environments: [],
  keyId: 'ABC123DEFG',
  teamId: 'TEAM123456',
  pushKind: null,
  notAfter: null,
};

export const CERTIFICATE: CredentialFacts = {
  ...KEY,
  id: 'credential-2',
  name: 'Apple Push Services: com.example.app',
  kind: 'identity',
  topics: ['com.example.app', 'com.example.app.voip'],
  environments: ['sandbox', 'production'],
  keyId: null,
  pushKind: 'apns',
  notAfter: '2027-01-01T00:00:00Z',
};

export interface SampleChange {
  readonly status?: number | null;
  readonly timestampMs?: number;
  readonly headers?: PushHeaders;
  readonly target?: Target;
  readonly environment?: Environment;
  readonly credential?: CredentialFacts | null;
  readonly known?: KnownFacts;
  readonly payload?: string;
  readonly payloadBytes?: number;
}

/** An answer to a usual alert push, with the changes a test is about. */
export function answer(reason: string | null, change: SampleChange = {}): ExplainInput {
  const environment = change.environment ?? { kind: 'sandbox' };
  const payload = change.payload ?? '{"aps":{"alert":"Hello"}}';
  return {
    status: change.status === undefined ? 400 : change.status,
    reason,
    timestampMs: change.timestampMs ?? null,
    push: {
      environment,
      credentialId: change.credential === null ? null : 'credential-1',
      target: change.target ?? { kind: 'device', token: TOKEN },
      headers: { topic: 'com.example.app', pushType: 'alert', ...change.headers },
      payload,
    },
    payloadBytes: change.payloadBytes ?? payload.length,
    environment,
    credential: change.credential === undefined ? KEY : change.credential,
    ...omitUndefined({ known: change.known }),
  };
}
