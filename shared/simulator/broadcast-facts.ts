import { parseJsonRecord } from '../text/json-record.js';

/** Paths of the broadcast APIs; the bundle ID in them has no suffix. */
const BROADCAST_PATH = /^\/4\/broadcasts\/apps\/([^/?]+)$/;
const CHANNEL_PATH = /^\/1\/apps\/([^/?]+)\/(channels|all-channels)$/;

/** The app that a broadcast goes to; `null` when the path is another one. */
export function broadcastAppOf(path: string): string | null {
  return BROADCAST_PATH.exec(path)?.[1] ?? null;
}

/** The app and the resource of a channel management request; `null` when the path is another one. */
export function channelResourceOf(
  path: string,
): { readonly bundleId: string; readonly resource: 'channels' | 'all-channels' } | null {
  const match = CHANNEL_PATH.exec(path);
  if (match?.[1] === undefined) return null;
  return { bundleId: match[1], resource: match[2] === 'channels' ? 'channels' : 'all-channels' };
}

/** Longest channel ID taken; Apple gives no length. Unit: characters of Base64. */
const CHANNEL_ID_LIMIT = 128;

/** True for Base64 of at least one byte, with or without padding. */
export function isChannelId(value: string): boolean {
  return (
    value.length > 0 &&
    value.length <= CHANNEL_ID_LIMIT &&
    /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) &&
    value.replace(/=+$/, '').length % 4 !== 1
  );
}

/** What the body of a channel creation asks for. */
export interface ChannelConfig {
  readonly storagePolicy: 0 | 1;
}

export type ChannelConfigProblem =
  | { readonly kind: 'unparsable' }
  | { readonly kind: 'unknown-attribute'; readonly name: string }
  | { readonly kind: 'missing-push-type' }
  | { readonly kind: 'invalid-push-type'; readonly value: string }
  | { readonly kind: 'bad-storage-policy' };

/** Reads the body of a channel creation and says the first thing that is wrong with it. */
export function readChannelConfig(body: string): ChannelConfig | ChannelConfigProblem {
  const config = parseJsonRecord(body);
  if (config === null) return { kind: 'unparsable' };
  const unknown = Object.keys(config).find(
    (name) => name !== 'message-storage-policy' && name !== 'push-type',
  );
  if (unknown !== undefined) return { kind: 'unknown-attribute', name: unknown };
  const pushType = config['push-type'];
  if (pushType === undefined) return { kind: 'missing-push-type' };
  if (typeof pushType !== 'string' || pushType.toLowerCase() !== 'liveactivity') {
    return { kind: 'invalid-push-type', value: JSON.stringify(pushType) };
  }
  const storagePolicy = config['message-storage-policy'];
  return storagePolicy === 0 || storagePolicy === 1 ? { storagePolicy } : { kind: 'bad-storage-policy' };
}
