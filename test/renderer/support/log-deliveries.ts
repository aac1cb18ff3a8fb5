import type { Delivery } from '#shared/apns/push';

export const NOW_MS = Date.UTC(2026, 5, 15, 12, 0, 0);

/** An accepted push to the simulator, changed where a test says so. */
export function delivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: 'one',
    atMs: NOW_MS,
    push: {
      environment: { kind: 'simulator' },
      credentialId: 'sample-key',
      target: { kind: 'device', token: 'ab'.repeat(32), name: 'Test iPhone' },
      headers: { topic: 'com.example.app', pushType: 'alert' },
      payload: '{"aps":{"alert":{"title":"Lunch","body":"is ready"}}}',
    },
    credentialName: 'Sample APNs key',
    batchId: null,
    presetName: null,
    request: {
      origin: 'https://127.0.0.1:4000',
      method: 'POST',
      path: `/3/device/${'ab'.repeat(32)}`,
      headers: [{ name: 'apns-topic', value: 'com.example.app' }],
    },
    outcome: 'accepted',
    status: 200,
    reason: null,
    timestampMs: null,
    apnsId: '8D9F5A6C-1B2D-4E7F-9A0B-3C4D5E6F7A8B',
    apnsUniqueId: null,
    responseHeaders: [{ name: ':status', value: '200' }],
    responseBody: '',
    failure: null,
    explanation: null,
    attempts: [{ atMs: NOW_MS, status: 200, reason: null, failure: null }],
    timings: {
      queueMs: 1,
      dnsMs: null,
      tcpMs: null,
      proxyMs: null,
      tlsMs: null,
      http2Ms: null,
      responseMs: 3,
      totalMs: 4,
    },
    connectionId: 'c1',
    ...changes,
  };
}

/** The same, refused with an explanation and a fix to press. */
export function rejected(changes: Partial<Delivery> = {}): Delivery {
  return delivery({
    id: 'refused',
    outcome: 'rejected',
    status: 400,
    reason: 'BadDeviceToken',
    explanation: {
      title: { en: 'The token belongs elsewhere', zh: '令牌属于另一环境' },
      cause: { en: 'The sandbox took it a minute ago.', zh: '沙盒一分钟前接受过它。' },
      fix: { en: 'Send it to the sandbox.', zh: '发送到沙盒。' },
      retry: 'after-fix',
      actions: [
        {
          label: { en: 'Send to sandbox', zh: '发送到沙盒' },
          action: { kind: 'use-environment', environment: { kind: 'sandbox' } },
        },
      ],
    },
    ...changes,
  });
}
