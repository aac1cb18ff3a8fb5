import { decide } from '#shared/simulator/decide';
import { DEVICE_CHECKS } from '#shared/simulator/device-checks';
import type { Api } from './api.js';

/** `POST /3/device/<token>`. */
export const deviceApi: Api = {
  idHeader: 'apns-id',
  judge: (request, world) => decide(DEVICE_CHECKS, request, world),
  accept(request, id, { world, ids }) {
    const { headers, nowMs, deviceToken: token } = request;
    world.countPush(token);
    world.inbox.deliver({
      token,
      topic: request.topic ?? '',
      pushType: headers.pushType ?? 'alert',
      priority: Number(headers.priority ?? 10),
      expirationS: headers.expiration === undefined ? null : Number(headers.expiration),
      collapseId: headers.collapseId ?? null,
      payload: request.body,
      nowMs,
    });
    const fields: (readonly [string, string])[] = [['apns-id', id]];
    if (world.environment === 'sandbox') fields.push(['apns-unique-id', ids.uniqueId()]);
    return { status: 200, fields, body: '' };
  },
};
