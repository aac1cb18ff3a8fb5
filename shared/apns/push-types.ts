/**
 * The push types of APNs as one table: topic suffix, limits, priorities, and which credential may send them.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export const PUSH_TYPES = [
  'alert',
  'background',
  'voip',
  'complication',
  'fileprovider',
  'location',
  'liveactivity',
  'pushtotalk',
  'mdm',
  'widgets',
  'controls',
] as const;
export type PushType = (typeof PUSH_TYPES)[number];

/** Payload limit for everything but VoIP and broadcasts. Unit: UTF-8 bytes of the body. */
export const PAYLOAD_LIMIT_BYTES = 4096;
/** Payload limit for VoIP pushes and broadcasts. Unit: UTF-8 bytes of the body. */
export const LARGE_PAYLOAD_LIMIT_BYTES = 5120;
/** Limit of `apns-collapse-id`. Unit: UTF-8 bytes, not characters. */
export const COLLAPSE_ID_LIMIT_BYTES = 64;

export interface PushTypeRule {
  /** Appended to the bundle ID to form the topic; empty when the topic is the bundle ID itself. */
  readonly topicSuffix: string;
  /** Unit: UTF-8 bytes. */
  readonly payloadLimitBytes: number;
  /** Priorities that make sense for the type, the usual one first. */
  readonly priorities: readonly (1 | 5 | 10)[];
  /** `never-store`: useless when late, so expiration 0 (or a few seconds) is the right choice. */
  readonly expiration: 'any' | 'never-store';
  /** Whether a certificate can send it; `listed` = only if the certificate lists the full topic. */
  readonly certificate: 'yes' | 'listed' | 'no';
}

export const PUSH_TYPE_RULES: Readonly<Record<PushType, PushTypeRule>> = {
  alert: {
    topicSuffix: '',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5, 1],
    expiration: 'any',
    certificate: 'yes',
  },
  background: {
    topicSuffix: '',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [5],
    expiration: 'any',
    certificate: 'yes',
  },
  voip: {
    topicSuffix: '.voip',
    payloadLimitBytes: LARGE_PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5],
    expiration: 'never-store',
    certificate: 'listed',
  },
  complication: {
    topicSuffix: '.complication',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5, 1],
    expiration: 'any',
    certificate: 'listed',
  },
  fileprovider: {
    topicSuffix: '.pushkit.fileprovider',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5, 1],
    expiration: 'any',
    certificate: 'listed',
  },
  location: {
    topicSuffix: '.location-query',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5],
    expiration: 'any',
    certificate: 'no',
  },
  liveactivity: {
    topicSuffix: '.push-type.liveactivity',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5],
    expiration: 'any',
    certificate: 'no',
  },
  pushtotalk: {
    topicSuffix: '.voip-ptt',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10],
    expiration: 'never-store',
    certificate: 'listed',
  },
  mdm: {
    topicSuffix: '',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5],
    expiration: 'any',
    certificate: 'yes',
  },
  widgets: {
    topicSuffix: '.push-type.widgets',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5],
    expiration: 'any',
    certificate: 'no',
  },
  controls: {
    topicSuffix: '.push-type.controls',
    payloadLimitBytes: PAYLOAD_LIMIT_BYTES,
    priorities: [10, 5],
    expiration: 'any',
    certificate: 'no',
  },
};

/** Whether `apns-push-type` accepts this value. */
export function isPushType(value: string): value is PushType {
  return (PUSH_TYPES as readonly string[]).includes(value);
}
