import { BROADCAST_CHECKS } from '#shared/simulator/broadcast-checks';
import { broadcastAppOf } from '#shared/simulator/broadcast-facts';
import { decide } from '#shared/simulator/decide';
import type { Api } from './api.js';

/** `POST /4/broadcasts/apps/<bundle ID>`: to every device with a Live Activity subscribed to the channel. */
export const broadcastApi: Api = {
  idHeader: 'apns-request-id',
  judge: (request, world) => decide(BROADCAST_CHECKS, request, world),
  accept({ headers, body, nowMs }, id, { world, ids }) {
    const bundleId = broadcastAppOf(headers.path) ?? '';
    for (const token of world.inbox.subscribers(headers.channelId ?? '')) {
      world.inbox.deliver({
        token,
        topic: `${bundleId}.push-type.liveactivity`,
        pushType: 'liveactivity',
        priority: Number(headers.priority ?? 10),
        expirationS: Number(headers.expiration ?? 0),
        collapseId: null,
        payload: body,
        nowMs,
      });
    }
    const fields: (readonly [string, string])[] = [['apns-request-id', id]];
    if (world.environment === 'sandbox') fields.push(['apns-unique-id', ids.uniqueId()]);
    return { status: 200, fields, body: '' };
  },
};
