import {
  type Channel,
  type ChannelResult,
  STORAGE_POLICY_NUMBERS,
  type StoragePolicy,
} from '#shared/apns/channel';
import type { Environment, HeaderField, Push } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { parseJsonRecord } from '#shared/text/json-record';
import { type ApnsEngine, type SendPolicy, toWireHeaders } from './apns-engine.js';
import { explainResult } from './delivery.js';
import { type ExchangeResult, single } from './exchange.js';
import { sendRequest } from './sender.js';

/** The app whose channels are managed, and the credential to use. */
export interface ChannelScope {
  readonly environment: Environment;
  readonly credentialId: string | null;
  /** The bundle ID without a suffix. */
  readonly bundleId: string;
  readonly policy?: SendPolicy;
  readonly signal?: AbortSignal;
}

/**
 * Manages broadcast channels.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-channel-management-requests-to-apns
 */
export interface ChannelService {
  /** The IDs of all channels of an app in an environment. */
  list(scope: ChannelScope): Promise<ChannelResult<readonly string[]>>;
  create(scope: ChannelScope, storagePolicy: StoragePolicy): Promise<ChannelResult<Channel>>;
  read(scope: ChannelScope, channelId: string): Promise<ChannelResult<Channel>>;
  /** Cannot be undone: APNs never issues the ID again. */
  delete(scope: ChannelScope, channelId: string): Promise<ChannelResult<null>>;
}

interface ChannelRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly name: 'channels' | 'all-channels';
  readonly channelId?: string;
  readonly body?: string;
}

/** Creates the service on an engine. Its methods throw an AppError only for what is wrong before anything is sent. */
export function createChannelService(engine: ApnsEngine): ChannelService {
  async function callApi<Value>(
    scope: ChannelScope,
    request: ChannelRequest,
    read: (result: ExchangeResult) => Value | null,
  ): Promise<ChannelResult<Value>> {
    checkBundleId(scope.bundleId);
    const { environment, credentialId, bundleId, policy, signal } = scope;
    const context = await engine.prepare(environment, credentialId, policy, 'management');
    const headers: HeaderField[] = [];
    if (request.channelId !== undefined) {
      headers.push({ name: 'apns-channel-id', value: checkChannelId(request.channelId) });
    }
    const path = `/1/apps/${encodeURIComponent(bundleId)}/${request.name}`;
    const wire = toWireHeaders({ method: request.method, path, headers });
    const body = Buffer.from(request.body ?? '', 'utf8');
    const result = await sendRequest(engine, context, { headers: wire, body }, signal);
    const requestId = single(result.headers['apns-request-id']) ?? null;
    const value = result.outcome === 'accepted' ? read(result) : null;
    if (value !== null) return { ok: true, value, requestId };
    const push: Push = {
      environment,
      credentialId,
      target: { kind: 'channel', bundleId, channelId: request.channelId ?? '' },
      headers: { pushType: 'liveactivity' },
      payload: request.body ?? '',
    };
    return {
      ok: false,
      outcome: result.outcome === 'accepted' ? 'unknown' : result.outcome,
      status: result.status,
      reason: result.reason,
      failure: result.failure,
      explanation: explainResult(
        {
          push,
          payloadBytes: body.length,
          material: context.material,
          origin: context.origin,
          proxyLabel: context.pool.route.proxy?.label ?? null,
        },
        result,
      ),
      requestId,
    };
  }

  return {
    list: (scope) => callApi(scope, { method: 'GET', name: 'all-channels' }, ({ body }) => idsIn(body)),
    create: (scope, storagePolicy) =>
      callApi(
        scope,
        {
          method: 'POST',
          name: 'channels',
          body: JSON.stringify({
            'message-storage-policy': STORAGE_POLICY_NUMBERS[storagePolicy],
            'push-type': 'LiveActivity',
          }),
        },
        ({ headers }) => {
          const id = single(headers['apns-channel-id']);
          return id === undefined ? null : { id, storagePolicy };
        },
      ),
    read: (scope, channelId) =>
      callApi(scope, { method: 'GET', name: 'channels', channelId }, ({ body }) => ({
        id: channelId,
        storagePolicy: policyIn(body),
      })),
    delete: async (scope, channelId) => {
      const deletion = { method: 'DELETE', name: 'channels', channelId } as const;
      const result = await callApi(scope, deletion, () => channelId);
      return result.ok ? { ...result, value: null } : result;
    },
  };
}

function idsIn(body: string): readonly string[] {
  const channels = parseJsonRecord(body)?.['channels'];
  return Array.isArray(channels) ? channels.filter((id) => typeof id === 'string') : [];
}

function policyIn(body: string): StoragePolicy {
  return parseJsonRecord(body)?.['message-storage-policy'] === STORAGE_POLICY_NUMBERS['most-recent']
    ? 'most-recent'
    : 'none';
}

function checkBundleId(bundleId: string): void {
  if (/^[A-Za-z0-9.-]{1,255}$/.test(bundleId)) return;
  throw new AppError(
    'bad-argument',
    { en: `“${bundleId}” is not a bundle ID.`, zh: `“${bundleId}”不是 Bundle ID。` },
    {
      en: 'Enter it without a suffix, for example com.example.app.',
      zh: '请不带后缀填写，例如 com.example.app。',
    },
  );
}

function checkChannelId(id: string): string {
  if (/^[\x21-\x7e]{1,1024}$/.test(id)) return id;
  throw new AppError(
    'bad-argument',
    { en: `“${id}” is not a channel ID.`, zh: `“${id}”不是频道 ID。` },
    { en: 'A channel ID is Base64, as issued by APNs.', zh: '频道 ID 是 APNs 给出的 Base64 文本。' },
  );
}
