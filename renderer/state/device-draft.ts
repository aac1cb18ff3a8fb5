import { readDeviceToken } from '#shared/apns/device-token/device-token';
import type { DeviceTokenProblem } from '#shared/apns/device-token/token-problems';
import type { DeviceState, SimulatedDevice } from '#shared/simulator/model';

export const DEVICE_STATES: readonly DeviceState[] = ['active', 'offline', 'unregistered', 'expired'];

/** A simulated device while it is being edited. */
export interface DeviceDraft {
  readonly name: string;
  readonly token: string;
  readonly topics: readonly string[];
  readonly state: DeviceState;
}

/** What prevents a device from being saved: its name, its token, or another device with the same token. */
export type DeviceProblem = 'name' | 'token-taken' | DeviceTokenProblem;

/** The first problem that prevents a device from being saved; `null` for none. */
export function deviceProblem(draft: DeviceDraft, taken: readonly string[]): DeviceProblem | null {
  if (draft.name.trim() === '') return 'name';
  const { token, problem } = readDeviceToken(draft.token);
  return problem ?? (taken.includes(token) ? 'token-taken' : null);
}

/**
 * Converts a draft without problems into a device.
 *
 * @param nowMs - Unix time in milliseconds: used as the time since which the token is gone, unless `known` has one.
 */
export function deviceOf(draft: DeviceDraft, nowMs: number, known?: SimulatedDevice): SimulatedDevice {
  return withState(
    {
      token: readDeviceToken(draft.token).token,
      name: draft.name.trim(),
      topics: draft.topics,
      state: known?.state ?? 'active',
      goneAtMs: known?.goneAtMs ?? null,
    },
    draft.state,
    nowMs,
  );
}

/** The device in another state. A device that is gone records since when, because the 410 answer contains it. */
export function withState(device: SimulatedDevice, state: DeviceState, nowMs: number): SimulatedDevice {
  const isGone = state === 'unregistered' || state === 'expired';
  const wasGone = device.state === 'unregistered' || device.state === 'expired';
  return { ...device, state, goneAtMs: isGone ? ((wasGone ? device.goneAtMs : null) ?? nowMs) : null };
}

/** The device as the contract accepts it, with a mutable list. */
export function toDeviceInput(device: SimulatedDevice) {
  return { ...device, topics: [...device.topics] };
}

/**
 * Creates a random device token.
 *
 * @param random - Fills the array with random bytes.
 */
export function makeToken(random: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(32);
  random(bytes);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
