import { isPushType, LARGE_PAYLOAD_LIMIT_BYTES, PAYLOAD_LIMIT_BYTES, PUSH_TYPE_RULES } from './push-types.js';

/**
 * Returns the size limit of a payload. Unit: UTF-8 bytes. VoIP is recognised by its type or its topic, as APNs does;
 * broadcasts have the larger limit, too.
 *
 * @see https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 */
export function payloadLimit(
  pushType: string,
  topic: string | null,
  target: 'device' | 'channel' = 'device',
): number {
  if (target === 'channel' || topic?.endsWith('.voip') === true) return LARGE_PAYLOAD_LIMIT_BYTES;
  return isPushType(pushType) ? PUSH_TYPE_RULES[pushType].payloadLimitBytes : PAYLOAD_LIMIT_BYTES;
}
