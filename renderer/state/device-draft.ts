import type { DeviceState, SimulatedDevice } from '#shared/simulator/model';

export const DEVICE_STATES: readonly DeviceState[] = ['active', 'offline', 'unregistered', 'expired'];

/** A simulated device while it is being edited. */
export interface DeviceDraft {
  readonly name: string;
  readonly token: string;
  readonly topics: readonly string[];
  readonly state: DeviceState;
}

/** The token as APNs takes it: angle brackets, spaces and colons that people paste along are dropped. */
export function cleanToken(text: string): string {
  return text.replace(/[\s<>:]/g, '').toLowerCase();
}

export type DeviceProblem =
  'name' | 'token-empty' | 'token-not-hex' | 'token-odd' | 'token-length' | 'token-taken';

/** What keeps a device from being saved. Apple says to rely on no length; the bounds are the simulator's own. */
export function deviceProblem(draft: DeviceDraft, taken: readonly string[]): DeviceProblem | null {
  const token = cleanToken(draft.token);
  if (draft.name.trim() === '') return 'name';
  if (token === '') return 'token-empty';
  if (!/^[0-9a-f]*$/.test(token)) return 'token-not-hex';
  if (token.length % 2 !== 0) return 'token-odd';
  if (token.length < 64 || token.length > 200) return 'token-length';
  return taken.includes(token) ? 'token-taken' : null;
}

/**
 * The device that a draft without problems stands for.
 *
 * @param nowMs - Unix time in milliseconds: when a device that is gone went, unless `known` says so already.
 */
export function deviceOf(draft: DeviceDraft, nowMs: number, known?: SimulatedDevice): SimulatedDevice {
  return withState(
    {
      token: cleanToken(draft.token),
      name: draft.name.trim(),
      topics: draft.topics,
      state: known?.state ?? 'active',
      goneAtMs: known?.goneAtMs ?? null,
    },
    draft.state,
    nowMs,
  );
}

/** The device in another state; one that is gone remembers since when, because the 410 answer says it. */
export function withState(device: SimulatedDevice, state: DeviceState, nowMs: number): SimulatedDevice {
  const isGone = state === 'unregistered' || state === 'expired';
  const wasGone = device.state === 'unregistered' || device.state === 'expired';
  return { ...device, state, goneAtMs: isGone ? ((wasGone ? device.goneAtMs : null) ?? nowMs) : null };
}

/** The device as the contract takes it, with a list it may own. */
export function toDeviceInput(device: SimulatedDevice) {
  return { ...device, topics: [...device.topics] };
}

/**
 * A made-up device token.
 *
 * @param random - Fills the array with random bytes.
 */
export function makeToken(random: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(32);
  random(bytes);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
