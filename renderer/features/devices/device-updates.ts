import type { Delivery } from '#shared/apns/push';
import type { Device } from '#shared/workspace/device';

/** The status with which APNs reports that a token is no longer in use. */
const GONE_STATUS = 410;

/** The saved devices that deliveries show to be gone or back. Unchanged devices are left out. */
export function deviceUpdates(
  deliveries: readonly Delivery[],
  devices: readonly Device[],
): readonly Device[] {
  const byToken = new Map(devices.map((device) => [device.token, device]));
  const updates = new Map<string, Device>();
  for (const { push, status, timestampMs, atMs } of deliveries) {
    const device = push.target.kind === 'device' ? byToken.get(push.target.token) : undefined;
    // A token belongs to one environment; the answer of another says nothing about it.
    if (device?.environment.kind !== push.environment.kind) continue;
    const goneAtMs = status === GONE_STATUS ? (timestampMs ?? atMs) : status === 200 ? null : device.goneAtMs;
    if (goneAtMs !== device.goneAtMs) updates.set(device.name, { ...device, goneAtMs });
  }
  return [...updates.values()];
}
