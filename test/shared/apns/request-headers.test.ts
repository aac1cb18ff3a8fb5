import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PushHeaders, Target } from '#shared/apns/push';
import { buildPushRequest, redactPush } from '#shared/apns/request-headers';
import { REDACTED } from '#shared/apns/secret-headers';
import { AppError } from '#shared/errors';
import { anyText } from '../../support/any-text.js';

const TOKEN = 'ab'.repeat(32);
const device: Target = { kind: 'device', token: TOKEN };
const channel: Target = { kind: 'channel', bundleId: 'com.example.app', channelId: 'dHN0+/A==' };
const named = (target: Target, headers: PushHeaders): Record<string, string> =>
  Object.fromEntries(buildPushRequest({ target, headers }).headers.map(({ name, value }) => [name, value]));

describe('the request of a push', () => {
  it('to a device carries every header under its name', () => {
    const all = { topic: 't', pushType: 'alert', priority: 10, expiration: 0, collapseId: 'c', id: 'i' };
    expect(named(device, all)).toEqual({
      'apns-topic': 't',
      'apns-push-type': 'alert',
      'apns-priority': '10',
      'apns-expiration': '0',
      'apns-collapse-id': 'c',
      'apns-id': 'i',
    });
    expect(buildPushRequest({ target: device, headers: all }).path).toBe(`/3/device/${TOKEN}`);
  });

  it('sends nothing that was not chosen', () => {
    expect(buildPushRequest({ target: device, headers: {} }).headers).toEqual([]);
  });

  it('to a channel names the app in the path, and has no topic and no collapse ID', () => {
    const headers = named(channel, { topic: 't', collapseId: 'c', id: 'i', pushType: 'liveactivity' });
    expect(headers).toEqual({
      'apns-push-type': 'liveactivity',
      'apns-request-id': 'i',
      'apns-channel-id': 'dHN0+/A==',
    });
    expect(buildPushRequest({ target: channel, headers: {} }).path).toBe(
      '/4/broadcasts/apps/com.example.app',
    );
  });

  it('keeps a header that is given twice, since provoking DuplicateHeaders is part of testing', () => {
    const { headers } = buildPushRequest({
      target: device,
      headers: { topic: 'a', custom: [{ name: 'APNS-Topic', value: 'b' }] },
    });
    expect(headers.filter(({ name }) => name === 'apns-topic')).toHaveLength(2);
  });

  it.each([
    { why: 'a line break', headers: { topic: 'a\napns-priority: 10' } },
    { why: 'a carriage return', headers: { collapseId: 'a\rb' } },
    { why: 'a NUL', headers: { id: 'a\0' } },
    { why: 'a blank at the end', headers: { topic: 'a ' } },
    { why: 'a pseudo-header', headers: { custom: [{ name: ':path', value: '/' }] } },
    { why: 'a connection header', headers: { custom: [{ name: 'Transfer-Encoding', value: 'chunked' }] } },
    { why: 'a blank in a name', headers: { custom: [{ name: 'a b', value: '1' }] } },
    { why: 'an empty name', headers: { custom: [{ name: '', value: '1' }] } },
  ] as { why: string; headers: PushHeaders }[])('refuses $why', ({ headers }) => {
    expect(() => buildPushRequest({ target: device, headers })).toThrow(AppError);
  });

  it('lets no text smuggle a header in or leave its place in the path', () => {
    const text = anyText(100);
    fc.assert(
      fc.property(text, text, text, (token, topic, value) => {
        try {
          const { path, headers } = buildPushRequest({
            target: { kind: 'device', token },
            headers: { topic, custom: [{ name: 'x-test', value }] },
          });
          expect(path).toMatch(/^\/3\/device\/[^/?#\s]*$/);
          for (const { value: sent } of headers) expect(hasControlCharacter(sent)).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });

  it('is recorded without its secrets', () => {
    const push = redactPush({
      environment: { kind: 'sandbox' },
      credentialId: null,
      target: device,
      headers: {
        custom: [
          { name: 'Authorization', value: 'bearer eyJ' },
          { name: 'x', value: '1' },
        ],
      },
      payload: '',
    });
    expect(push.headers.custom).toEqual([
      { name: 'Authorization', value: REDACTED },
      { name: 'x', value: '1' },
    ]);
  });
});

function hasControlCharacter(text: string): boolean {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).some(
    (code) => (code < 0x20 && code !== 0x09) || code === 0x7f,
  );
}
