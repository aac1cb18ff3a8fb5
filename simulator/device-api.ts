import { decide } from '#shared/simulator/decide';
import { DEVICE_CHECKS } from '#shared/simulator/device-checks';
import { plainAnswer, type Api } from './api.js';

/** `POST /3/device/<token>`. */
export const deviceApi: Api = {
  idHeader: 'apns-id',
  judge: (request, world) => decide(DEVICE_CHECKS, request, world),
  accept(request, id, context) {
    const { world } = context;
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
    return plainAnswer('apns-id', id, context);
  },
};
