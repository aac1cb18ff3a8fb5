import type { Delivery, Push } from '#shared/apns/push';

/** A delivery of a push that was accepted. */
export function acceptedDelivery(push: Push): Delivery {
  return {
    id: 'd1',
    atMs: 0,
    push,
    credentialName: null,
    batchId: null,
    presetName: null,
    request: { origin: 'https://127.0.0.1', method: 'POST', path: '/3/device/aa', headers: [] },
    outcome: 'accepted',
    status: 200,
    reason: null,
    timestampMs: null,
    apnsId: 'D917CA4B-AE9F-4549-45F7-126FB07D027D',
    apnsUniqueId: null,
    responseHeaders: [],
    responseBody: '',
    failure: null,
    explanation: null,
    attempts: [],
    timings: {
      queueMs: 0,
      dnsMs: null,
      tcpMs: null,
      proxyMs: null,
      tlsMs: null,
      http2Ms: null,
      responseMs: 1,
      totalMs: 12.4,
    },
    connectionId: null,
  };
}
