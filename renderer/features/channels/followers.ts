import type { SimulatedDevice, SimulatorState } from '#shared/simulator/model';
import { readPayload } from '#shared/simulator/presentation';
import { activityTopic } from './broadcast-draft.js';

/** The simulated devices with a Live Activity that takes its updates from a channel. */
export function followersOf(
  { inboxes }: Pick<SimulatorState, 'inboxes'>,
  channelId: string,
): readonly SimulatedDevice[] {
  return inboxes
    .filter(({ items }) =>
      items.some(({ pushType, payload, startedWith }) => {
        if (pushType !== 'liveactivity') return false;
        const start = readPayload('liveactivity', startedWith ?? payload).activity;
        const now = readPayload('liveactivity', payload).activity;
        return start?.channelId === channelId && now?.event !== 'end';
      }),
    )
    .map(({ device }) => device);
}

/** The first device on which a Live Activity of the app can be started; `null` for none. */
export function activityDevice(
  { inboxes }: Pick<SimulatorState, 'inboxes'>,
  bundleId: string,
): SimulatedDevice | null {
  const wanted = activityTopic(bundleId);
  return (
    inboxes.find(({ device }) => device.state === 'active' && device.topics.includes(wanted))?.device ?? null
  );
}
