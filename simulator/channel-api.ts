import { channelResourceOf, readChannelConfig } from '#shared/simulator/broadcast-facts';
import { CHANNEL_CHECKS } from '#shared/simulator/channel-checks';
import { decide } from '#shared/simulator/decide';
import type { Answer, Api } from './api.js';
import type { AnswerFields } from './http2/server-stream.js';

/** The channel management API, `/1/apps/<bundle ID>/…`, on its own port. */
export const channelApi: Api = {
  idHeader: 'apns-request-id',
  judge: (request, world) => decide(CHANNEL_CHECKS, request, world),
  accept({ headers, body }, id, { world: { channels }, ids }) {
    const answer = (status: number, text = '', more: AnswerFields = []): Answer => ({
      status,
      fields: [['apns-request-id', id], ...more],
      body: text,
    });
    const { bundleId, resource } = channelResourceOf(headers.path) ?? { bundleId: '', resource: 'channels' };
    if (resource === 'all-channels') {
      return answer(200, JSON.stringify({ channels: channels.list(bundleId) }));
    }
    const channelId = headers.channelId ?? '';
    switch (headers.method) {
      case 'POST': {
        const config = readChannelConfig(body);
        const made = ids.channelId();
        channels.create(bundleId, made, { storagePolicy: 'kind' in config ? 0 : config.storagePolicy });
        return answer(201, '', [['apns-channel-id', made]]);
      }
      case 'DELETE':
        channels.remove(bundleId, channelId);
        return answer(204);
      default: {
        const storagePolicy = channels.find(bundleId, channelId)?.storagePolicy ?? 0;
        const config = { 'message-storage-policy': storagePolicy, 'push-type': 'LiveActivity' };
        return answer(200, JSON.stringify(config));
      }
    }
  },
};
