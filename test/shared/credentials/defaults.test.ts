import { describe, expect, it } from 'vitest';
import {
  ANY_TOPIC,
  defaultCredential,
  environmentKeyOf,
  isDefaultFor,
  toggleDefault,
} from '#shared/credentials/defaults';
import type { CredentialDefault, CredentialSummary } from '#shared/credentials/inspection';

function credential(id: string, ...defaultFor: CredentialDefault[]): CredentialSummary {
  return {
    id,
    name: id,
    kind: 'apns-key',
    sample: false,
    addedAtMs: 0,
    teamId: null,
    ...(defaultFor.length > 0 && { defaultFor }),
    inspection: {
      kind: 'apns-key',
      container: 'pem',
      key: null,
      certificates: [],
      keyId: null,
      warnings: [],
      abilities: [],
    },
  };
}

const app = { environment: 'sandbox', topic: 'com.example.app' };
const voip = { environment: 'sandbox', topic: 'com.example.app.voip' };
const any = { environment: 'production', topic: ANY_TOPIC };
const kept = [credential('none'), credential('any', any), credential('app', app), credential('voip', voip)];

describe('defaultCredential', () => {
  it.each([
    { environment: 'sandbox', topic: 'com.example.app', id: 'app', because: 'it is the default for both' },
    { environment: 'sandbox', topic: 'com.example.app.voip', id: 'voip', because: 'the exact topic wins' },
    {
      environment: 'sandbox',
      topic: 'com.example.app.push-type.liveactivity',
      id: 'app',
      because: 'the suffix belongs to the push type',
    },
    { environment: 'production', topic: 'com.example.app', id: 'any', because: 'any topic is meant' },
    { environment: 'sandbox', topic: 'com.example.other', id: undefined, because: 'nothing was chosen' },
    { environment: null, topic: 'com.example.app', id: undefined, because: 'the server is not kept' },
  ])('$environment $topic → $id, because $because', ({ environment, topic, id }) => {
    expect(defaultCredential(kept, environment, topic)?.id).toBe(id);
  });
});

it('takes a default back when it is chosen again', () => {
  const [none = credential('none')] = kept;
  const chosen = toggleDefault(none, app);
  expect(chosen).toEqual([app]);
  const now = credential('now', ...chosen, any);
  expect(isDefaultFor(now, app)).toBe(true);
  expect(toggleDefault(now, app)).toEqual([any]);
});

it('names a custom server by its ID, so that its address may change', () => {
  const servers = [{ id: 'one', url: 'https://127.0.0.1:8443' }];
  expect(environmentKeyOf({ kind: 'production', port: 2197 }, servers)).toBe('production');
  expect(environmentKeyOf({ kind: 'custom', url: 'https://127.0.0.1:8443' }, servers)).toBe('one');
  expect(environmentKeyOf({ kind: 'custom', url: 'https://elsewhere' }, servers)).toBeNull();
});
