import { describe, expect, it } from 'vitest';
import type { Explanation, FixAction } from '#shared/apns/explanation';
import { REASON_RULES } from '#shared/apns/reasons';
import { explain } from '#shared/explain/explain';
import { answer, CERTIFICATE, KEY, TOKEN } from './sample-input.js';

const actions = (explanation: Explanation): FixAction[] => explanation.actions.map((offer) => offer.action);
const everyWord = (explanation: Explanation): string => JSON.stringify(explanation);
const CHANNEL = { kind: 'channel', bundleId: 'com.example.app', channelId: 'dHN0LXNyY2gtY2hubA==' } as const;

describe('every reason of the table', () => {
  const rows = REASON_RULES.flatMap((rule) => rule.apis.map((api) => ({ rule, api, reason: rule.reason })));

  it.each(rows)('$reason ($api) is explained in both languages', ({ rule, api }) => {
    const explanation = explain(
      answer(rule.reason, { status: rule.status, ...(api === 'channel' ? { target: CHANNEL } : {}) }),
    );
    expect(explanation.title.en).toContain(`${rule.status} ${rule.reason}`);
    expect(explanation.retry).toBe(rule.retry);
    for (const text of [
      explanation.title,
      explanation.cause,
      explanation.fix,
      ...(explanation.otherCauses ?? []),
    ]) {
      expect(text.en).not.toMatch(/undefined|null|NaN|[\u4e00-\u9fff]/);
      expect(text.zh).not.toMatch(/undefined|null|NaN/);
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    }
    expect(explanation.cause.en).not.toContain('version of Pushdeck');
  });

  it.each(rows)('$reason ($api) survives a request that names nothing', ({ rule, api }) => {
    const input = answer(rule.reason, { status: rule.status, credential: null, payload: '' });
    const target =
      api === 'channel'
        ? { ...CHANNEL, bundleId: '', channelId: '' }
        : { kind: 'device' as const, token: '' };
    const explanation = explain({ ...input, push: { ...input.push, headers: {}, target } });
    expect(everyWord(explanation)).not.toMatch(/undefined|NaN/);
  });
});

describe('BadDeviceToken', () => {
  it('names the environment that accepted the token before, and offers it', () => {
    const explanation = explain(answer('BadDeviceToken', { known: { tokenAcceptedIn: 'production' } }));
    expect(explanation.cause.en).toBe(
      'This token was last accepted by production, but the push went to the sandbox. A token belongs to one environment only.',
    );
    expect(actions(explanation)[0]).toEqual({ kind: 'use-environment', environment: { kind: 'production' } });
  });

  it('keeps the port when it offers the other environment', () => {
    const explanation = explain(
      answer('BadDeviceToken', { environment: { kind: 'production', port: 2197 } }),
    );
    expect(actions(explanation)).toContainEqual({
      kind: 'use-environment',
      environment: { kind: 'sandbox', port: 2197 },
    });
  });

  it('does not offer another environment when the token is too short to be one', () => {
    const explanation = explain(
      answer('BadDeviceToken', { target: { kind: 'device', token: TOKEN.slice(0, 40) } }),
    );
    expect(explanation.cause.en).toContain('only 40 hex digits');
    expect(actions(explanation)).toEqual([]);
  });

  it('recognises a made-up token and says what it proves', () => {
    const explanation = explain(
      answer('BadDeviceToken', { target: { kind: 'device', token: '0'.repeat(64) } }),
    );
    expect(explanation.cause.en).toContain('made up');
  });

  it('offers no Apple environment for the simulator', () => {
    expect(actions(explain(answer('BadDeviceToken', { environment: { kind: 'simulator' } })))).toEqual([]);
  });

  it('is never sent again unchanged', () => {
    expect(explain(answer('BadDeviceToken')).retry).toBe('never');
  });
});

describe('DeviceTokenNotForTopic', () => {
  it('offers the topic that the token was accepted for', () => {
    const explanation = explain(
      answer('DeviceTokenNotForTopic', { known: { tokenTopic: 'com.example.app.beta' } }),
    );
    expect(explanation.cause.en).toContain('com.example.app.beta');
    expect(actions(explanation)[0]).toEqual({
      kind: 'set-headers',
      headers: { topic: 'com.example.app.beta' },
    });
  });

  it('names the suffix that the push type lacks', () => {
    const explanation = explain(answer('DeviceTokenNotForTopic', { headers: { pushType: 'voip' } }));
    expect(explanation.cause.en).toContain('.voip');
    expect(actions(explanation)[0]).toEqual({
      kind: 'set-headers',
      headers: { topic: 'com.example.app.voip' },
    });
  });

  it('speaks of special tokens when topic and type agree on a suffix', () => {
    const explanation = explain(
      answer('DeviceTokenNotForTopic', { headers: { pushType: 'voip', topic: 'com.example.app.voip' } }),
    );
    expect(explanation.cause.en).toContain('dedicated tokens of voip');
  });
});

describe('TopicDisallowed', () => {
  it('names the topics of the certificate and offers the fitting one', () => {
    const explanation = explain(
      answer('TopicDisallowed', { credential: CERTIFICATE, headers: { topic: 'com.example.App' } }),
    );
    expect(explanation.cause.en).toContain(
      'com.example.app and com.example.app.voip, but the push names com.example.App',
    );
    expect(actions(explanation)[0]).toEqual({ kind: 'set-headers', headers: { topic: 'com.example.app' } });
  });

  it('prefers the missing suffix when the certificate lists the corrected topic', () => {
    const explanation = explain(
      answer('TopicDisallowed', { credential: CERTIFICATE, headers: { pushType: 'voip' } }),
    );
    expect(explanation.cause.en).toContain('lacks the suffix .voip');
  });

  it('does not put the missing suffix first when the certificate refutes it', () => {
    const explanation = explain(
      answer('TopicDisallowed', {
        credential: { ...CERTIFICATE, topics: ['com.example.other'] },
        headers: { pushType: 'voip' },
      }),
    );
    expect(explanation.cause.en).not.toContain('lacks the suffix .voip');
  });

  it('blames the certificate for types that need a key', () => {
    const explanation = explain(
      answer('TopicDisallowed', {
        credential: CERTIFICATE,
        headers: { pushType: 'liveactivity', topic: 'com.example.app.push-type.liveactivity' },
      }),
    );
    expect(explanation.cause.en).toContain('need an APNs key');
  });

  it('shows stray characters of a copied topic', () => {
    const explanation = explain(answer('TopicDisallowed', { headers: { topic: '<com.example.app>' } }));
    expect(explanation.cause.en).toContain('characters that are not allowed in a topic');
    expect(actions(explanation)[0]).toEqual({ kind: 'set-headers', headers: { topic: 'com.example.app' } });
  });

  it('names the team of the key otherwise', () => {
    expect(explain(answer('TopicDisallowed')).cause.en).toContain('TEAM123456');
  });

  it('refuses a suffix in the bundle ID of a broadcast', () => {
    const explanation = explain(
      answer('TopicDisallowed', {
        target: { ...CHANNEL, bundleId: 'com.example.app.push-type.liveactivity' },
        headers: { pushType: 'liveactivity' },
      }),
    );
    expect(explanation.cause.en).toContain('plain bundle ID');
  });
});

describe('MissingTopic', () => {
  it('lists the topics of a certificate with several', () => {
    const explanation = explain({
      ...answer('MissingTopic', { credential: CERTIFICATE }),
      push: { ...answer('MissingTopic').push, headers: { pushType: 'alert' } },
    });
    expect(explanation.cause.en).toContain('com.example.app and com.example.app.voip');
    expect(actions(explanation)).toEqual([{ kind: 'set-headers', headers: { topic: 'com.example.app' } }]);
  });
});

describe('reasons about one header', () => {
  it('counts the bytes of a collapse ID and cuts it between characters', () => {
    const explanation = explain(answer('BadCollapseId', { headers: { collapseId: '订'.repeat(30) } }));
    expect(explanation.cause.en).toBe(
      'The collapse ID has 90 bytes (30 characters; APNs counts UTF-8 bytes); 64 are allowed.',
    );
    expect(actions(explanation)).toEqual([{ kind: 'set-headers', headers: { collapseId: '订'.repeat(21) } }]);
  });

  it.each([
    { expiration: 1_767_225_600_000, offered: 1_767_225_600, word: 'milliseconds' },
    { expiration: 1_767_225_600.5, offered: 1_767_225_600, word: 'whole seconds' },
  ])('turns an expiration of $expiration into $offered', ({ expiration, offered, word }) => {
    const explanation = explain(answer('BadExpirationDate', { headers: { expiration } }));
    expect(explanation.cause.en).toContain(word);
    expect(actions(explanation)[0]).toEqual({ kind: 'set-headers', headers: { expiration: offered } });
  });

  it('offers priority 5 for a background push', () => {
    const explanation = explain(answer('BadPriority', { headers: { pushType: 'background', priority: 10 } }));
    expect(explanation.cause.en).toContain('apns-priority is 10');
    expect(actions(explanation)).toEqual([{ kind: 'set-headers', headers: { priority: 5 } }]);
  });

  it('finds the push type that was meant', () => {
    const explanation = explain(answer('InvalidPushType', { headers: { pushType: 'live-activity' } }));
    expect(actions(explanation)).toEqual([{ kind: 'set-headers', headers: { pushType: 'liveactivity' } }]);
  });

  it('names the header that was sent twice and offers to send it once', () => {
    const explanation = explain(
      answer('DuplicateHeaders', {
        headers: {
          priority: 10,
          custom: [
            { name: 'APNS-Priority', value: '5' },
            { name: 'x-trace', value: 'a' },
          ],
        },
      }),
    );
    expect(explanation.cause.en).toBe('Sent more than once: apns-priority.');
    expect(actions(explanation)).toEqual([
      { kind: 'set-headers', headers: { custom: [{ name: 'x-trace', value: 'a' }] } },
    ]);
  });

  it('offers to leave a bad message ID out', () => {
    const explanation = explain(answer('BadMessageId', { headers: { id: 'order-1042' } }));
    expect(explanation.cause.en).toContain('“order-1042”');
    expect(actions(explanation)).toEqual([{ kind: 'remove-headers', headers: ['id'] }]);
  });
});

describe('PayloadTooLarge', () => {
  it('compares the sizes', () => {
    const explanation = explain(answer('PayloadTooLarge', { status: 413, payloadBytes: 4212 }));
    expect(explanation.cause.en).toBe(
      'The payload has 4,212 bytes; the limit for a push of type alert is 4,096. It is 116 bytes too large.',
    );
    expect(actions(explanation)).toEqual([{ kind: 'shrink-payload' }]);
  });

  it('knows the larger limits of VoIP and broadcasts', () => {
    const voip = answer('PayloadTooLarge', {
      status: 413,
      payloadBytes: 5200,
      headers: { pushType: 'voip', topic: 'com.example.app.voip' },
    });
    expect(explain(voip).cause.en).toContain('5,120');
    const broadcast = answer('PayloadTooLarge', { status: 413, payloadBytes: 5121, target: CHANNEL });
    expect(explain(broadcast).cause.en).toContain('It is 1 byte too large.');
  });

  it('names the part of the payload that weighs most', () => {
    const payload = JSON.stringify({ aps: { alert: { title: 'Hi', body: 'x'.repeat(4200) } } });
    const explanation = explain(answer('PayloadTooLarge', { status: 413, payload }));
    expect(explanation.fix.en).toContain('/aps/alert/body');
  });
});

describe('reasons about the credential', () => {
  it('measures how far the clock is off', () => {
    const explanation = explain(
      answer('ExpiredProviderToken', { status: 403, known: { clockSkewMs: -71 * 60_000 } }),
    );
    expect(explanation.cause.en).toContain('71 minutes behind');
    expect(explanation.cause.zh).toContain('慢 71 分钟');
    expect(explanation.fix.en).toContain('timedatectl');
    expect(actions(explanation)).toEqual([]);
  });

  it('takes the skew from the date header of the answer', () => {
    const nowMs = Date.parse('2026-03-01T12:00:00Z');
    const known = { nowMs, dateHeader: 'Sun, 01 Mar 2026 13:11:00 GMT' };
    const explanation = explain(answer('ExpiredProviderToken', { status: 403, known }));
    expect(explanation.cause.en).toContain('71 minutes behind');
  });

  describe('of a provider token whose age is known', () => {
    const nowMs = Date.parse('2026-03-01T12:00:00Z');
    const minutes = (count: number): number => count * 60_000;
    const explained = (
      reason: string,
      ageMs: number,
      change: { readonly isOurs?: boolean; readonly date?: number; readonly simulator?: boolean } = {},
    ) => {
      const { isOurs = true, date, simulator = false } = change;
      const known = {
        nowMs,
        providerToken: { issuedAtMs: nowMs - ageMs, isOurs },
        ...(date === undefined ? {} : { dateHeader: new Date(nowMs + date).toUTCString() }),
      };
      const input = answer(reason, { status: 403, known });
      return explain(simulator ? { ...input, environment: { kind: 'simulator' } } : input);
    };

    it('offers renewal and a new connection when it is simply old', () => {
      const explanation = explained('ExpiredProviderToken', minutes(65));
      expect(explanation.cause.en).toContain('65 minutes ago');
      expect(actions(explanation)).toEqual([{ kind: 'renew-provider-token' }]);
    });

    it('never says of a fresh one that it is old, or to be renewed: the clock is wrong', () => {
      const explanation = explained('ExpiredProviderToken', 800);
      expect(explanation.cause.en).toBe(
        'Pushdeck signed the provider token 1 second ago, on 1 March 2026, 11:59:59 UTC by this computer’s clock, and the server rejects it as expired: this computer’s clock is wrong, at least 60 minutes behind or far ahead. The answer does not contain the server’s time.',
      );
      expect(explanation.cause.zh).toContain('本机时钟不准，至少慢 60 分钟');
      expect(explanation.fix.en).toMatch(/macOS: .* Windows: .* Linux: timedatectl/);
      expect(explanation.fix.en).not.toMatch(/renew/i);
      expect(actions(explanation)).toEqual([]);
      expect(explanation.otherCauses).toEqual([]);
    });

    it.each([
      { date: minutes(120), says: '2 hours behind' },
      { date: minutes(-120), says: '2 hours ahead of' },
    ])('says by how much where the answer has a date: $says', ({ date, says }) => {
      for (const reason of ['ExpiredProviderToken', 'InvalidProviderToken']) {
        const explanation = explained(reason, 1000, { date });
        expect(explanation.cause.en).toContain(says);
        expect(actions(explanation)).toEqual([]);
      }
    });

    it('does not blame the clock where the server’s agrees', () => {
      const explanation = explained('ExpiredProviderToken', 1000, { date: 1000 });
      expect(explanation.cause.en).toContain('not rejected because of its age');
      expect(actions(explanation)).toEqual([{ kind: 'renew-provider-token' }]);
    });

    it('does not blame the clock that the simulator shares', () => {
      const explanation = explained('ExpiredProviderToken', 1000, { simulator: true });
      expect(explanation.cause.en).toContain('one of its rules or switches treats the token as expired');
      expect(actions(explanation)).toEqual([{ kind: 'renew-provider-token' }]);
    });

    it.each(['ExpiredProviderToken', 'InvalidProviderToken'])(
      '%s: one from the future is told as such',
      (reason) => {
        const explanation = explained(reason, minutes(-30));
        expect(explanation.cause.en).toContain('30 minutes from now by this computer’s clock');
        expect(actions(explanation)[0]).toEqual({ kind: 'renew-provider-token' });
      },
    );

    it('does not offer to renew a token that the user gave', () => {
      for (const age of [minutes(65), minutes(-30)]) {
        const explanation = explained('ExpiredProviderToken', age, { isOurs: false });
        expect(explanation.fix.en).toContain('authorization header');
        expect(actions(explanation)).toEqual([]);
      }
    });

    it('names the clock among the causes of a token that is called invalid', () => {
      const { cause, otherCauses } = explained('InvalidProviderToken', 1000);
      expect(cause.en).toContain('do not belong together');
      expect(otherCauses?.map(({ en }) => en).join(' ')).toContain('This computer’s clock is ahead.');
    });
  });

  it.each(['BadEnvironmentKeyInToken', 'BadEnvironmentKeyIdInToken'])(
    '%s names the key and offers the other environment',
    (reason) => {
      const explanation = explain(answer(reason, { status: 403 }));
      expect(explanation.cause.en).toContain('ABC123DEFG');
      expect(actions(explanation)[0]).toEqual({
        kind: 'use-environment',
        environment: { kind: 'production' },
      });
    },
  );

  it('offers the environment of a one-sided certificate', () => {
    const explanation = explain(
      answer('BadCertificateEnvironment', {
        status: null,
        credential: { ...CERTIFICATE, environments: ['production'] },
      }),
    );
    expect(explanation.cause.en).toContain('is for production only, but the push went to the sandbox');
  });

  it('names key ID and team ID when the signature does not verify', () => {
    const explanation = explain(answer('InvalidProviderToken', { status: 403 }));
    expect(explanation.cause.en).toContain('ABC123DEFG');
    expect(explanation.cause.en).toContain('TEAM123456');
  });

  it('sees a key ID that was entered as team ID', () => {
    const explanation = explain(
      answer('InvalidProviderToken', { status: 403, credential: { ...KEY, teamId: KEY.keyId } }),
    );
    expect(explanation.cause.en).toContain('entered twice');
  });

  it('says that no credential was used', () => {
    const explanation = explain(answer('MissingProviderToken', { status: 403, credential: null }));
    expect(explanation.cause.en).toBe('The request was sent without a credential.');
  });

  it('sees that the certificate has expired', () => {
    const known = { nowMs: Date.parse('2027-02-01T00:00:00Z') };
    const explanation = explain(answer('BadCertificate', { status: 403, credential: CERTIFICATE, known }));
    expect(explanation.cause.en).toContain('expired on 1 January 2027, 00:00:00 UTC (31 days ago)');
  });
});

describe('410', () => {
  const timestampMs = Date.parse('2026-03-14T09:26:53Z');

  it('says since when in words and offers to mark the device gone', () => {
    const explanation = explain(
      answer('Unregistered', { status: 410, timestampMs, known: { nowMs: timestampMs + 3 * 86_400_000 } }),
    );
    expect(explanation.cause.en).toContain('since 14 March 2026, 09:26:53 UTC (3 days ago)');
    expect(explanation.cause.zh).toContain('2026 年 3 月 14 日 09:26:53 UTC（3 天前）');
    expect(actions(explanation)).toEqual([{ kind: 'mark-device-gone', token: TOKEN }]);
  });

  it('advises to keep a token that was saved after the time of the answer', () => {
    const known = { tokenSavedAtMs: timestampMs + 7_200_000 };
    const explanation = explain(answer('Unregistered', { status: 410, timestampMs, known }));
    expect(explanation.cause.en).toContain('2 hours later');
    expect(explanation.fix.en).toContain('Keep the device');
  });
});

describe('a reason that is newer than the table', () => {
  it('is shown as it is, with what its status means and still serves its fix', () => {
    const explanation = explain(answer('TokenRetired', { status: 410, timestampMs: 0 }));
    expect(explanation.title.en).toBe(
      '410 TokenRetired: The device token is no longer active for the topic.',
    );
    expect(explanation.cause.en).toContain('“TokenRetired”');
    expect(explanation.retry).toBe('never');
    expect(actions(explanation)).toEqual([{ kind: 'mark-device-gone', token: TOKEN }]);
  });

  it.each([
    [418, 'after-fix'],
    [502, 'later'],
    [400, 'after-fix'],
  ])('status %i → retry %s', (status, retry) => {
    expect(explain(answer('Teapot', { status })).retry).toBe(retry);
  });

  it('needs no reason at all', () => {
    const explanation = explain(answer(null, { status: 503 }));
    expect(explanation.cause.en).toContain('gave no reason');
    expect(explanation.retry).toBe('later');
  });
});
