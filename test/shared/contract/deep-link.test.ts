import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHistoryLink, parseDeepLink } from '#shared/contract/deep-link';

describe('parseDeepLink', () => {
  it('fills Compose', () => {
    const payload = '{"aps":{"alert":"你好 & more"}}';
    const query = new URLSearchParams({
      environment: 'sandbox',
      token: 'a1b2',
      topic: 'com.example.app',
      'push-type': 'alert',
      payload,
    });
    expect(parseDeepLink(`pushdeck://compose?${query.toString()}`)).toEqual({
      kind: 'compose',
      environment: 'sandbox',
      token: 'a1b2',
      topic: 'com.example.app',
      pushType: 'alert',
      payload,
    });
  });

  it.each(['pushdeck://compose', 'pushdeck://compose/', 'pushdeck:compose', 'PUSHDECK://compose?token=&x=1'])(
    '%s opens an unchanged Compose',
    (link) => {
      expect(parseDeepLink(link)).toEqual({ kind: 'compose' });
    },
  );

  it.each(['https://evil.example', 'custom', 'https://api.push.apple.com', 'Production'])(
    'never takes over the server %s',
    (environment) => {
      const query = new URLSearchParams({ environment, url: environment, credential: 'x' });
      expect(parseDeepLink(`pushdeck://compose?${query.toString()}`)).toEqual({ kind: 'compose' });
    },
  );

  it.each(['delivery', 'batch'] as const)('leads to a %s and back', (kind) => {
    const id = '0197a1b2-c3d4-7e5f-8a6b-0123456789ab';
    expect(parseDeepLink(formatHistoryLink({ kind, id }))).toEqual({ kind, id });
    expect(parseDeepLink(`pushdeck:${kind}/${id}/`)).toEqual({ kind, id });
  });

  it.each([
    'pushdeck://delivery',
    'pushdeck://delivery/',
    'pushdeck://delivery/a/b',
    'pushdeck://delivery/..%2f..%2fetc',
    `pushdeck://batch/${'a'.repeat(65)}`,
    'pushdeck://delivery/<script>',
  ])('%s leads nowhere', (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });

  it.each(['', 'pushdeck', 'pushdeck://', 'pushdeck://send?token=a', 'https://compose', 'file:///compose'])(
    '%j is not one of ours',
    (link) => {
      expect(parseDeepLink(link)).toBeNull();
    },
  );

  it('refuses what is too long to be meant for us', () => {
    expect(parseDeepLink(`pushdeck://compose?payload=${'a'.repeat(20_000)}`)).toBeNull();
  });

  it('never throws, whatever a stranger writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `pushdeck://compose?${tail}`),
        ),
        (link) => {
          const parsed = parseDeepLink(link);
          // Whatever else the link holds, the page gets these fields or nothing.
          const fields = Object.keys(parsed ?? {});
          expect(['kind', 'environment', 'token', 'topic', 'pushType', 'payload']).toEqual(
            expect.arrayContaining(fields),
          );
        },
      ),
    );
  });
});
