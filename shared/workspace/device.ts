import type { Environment } from '../apns/push.js';

/**
 * What a token was issued for; each kind fits another topic. `app` is the ordinary one.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export const DEVICE_KINDS = [
  'app',
  'voip',
  'liveactivity',
  'liveactivity-start',
  'complication',
  'fileprovider',
  'location',
  'pushtotalk',
  'widgets',
  'controls',
  'mdm',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A named device token, as a team shares it. */
export interface Device {
  /** Unique within the workspace. */
  readonly name: string;
  readonly token: string;
  readonly environment: Environment;
  /** The app's topic, without the suffix of a push type; empty when not given. */
  readonly topic: string;
  readonly kind: DeviceKind;
  readonly tags: readonly string[];
  readonly groups: readonly string[];
  readonly note: string;
  /** Since when APNs calls the token gone (410). Unix time in milliseconds; `null` while it is in use. */
  readonly goneAtMs: number | null;
}

/** A device with nothing but what it needs. */
export function newDevice(
  essentials: Pick<Device, 'name' | 'token' | 'environment'> & Partial<Device>,
): Device {
  return { topic: '', kind: 'app', tags: [], groups: [], note: '', goneAtMs: null, ...essentials };
}

/** The topic that all of these devices were saved with; `null` where they name several or none. */
export function commonTopic(devices: readonly Pick<Device, 'topic'>[]): string | null {
  const [only, ...others] = new Set(devices.map(({ topic }) => topic).filter((topic) => topic !== ''));
  return others.length === 0 ? (only ?? null) : null;
}

/** The groups in use, in alphabetical order. */
export function groupsOf(devices: readonly Device[]): readonly string[] {
  return [...new Set(devices.flatMap(({ groups }) => groups))].sort((a, b) => a.localeCompare(b));
}
