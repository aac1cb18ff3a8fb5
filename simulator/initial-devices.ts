import type { SimulatedDevice } from '#shared/simulator/model';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';

/**
 * The devices of a fresh simulator: the sample ones, which have the user's own apps installed too.
 *
 * @param topics - Bundle IDs beside the sample one.
 */
export function initialDevices(topics: readonly string[]): readonly SimulatedDevice[] {
  return SAMPLE_DEVICES.map((device) => withApps(device, topics));
}

/** A device on which more apps are installed, with a token of the same kind as it has for the sample one. */
export function withApps(device: SimulatedDevice, bundleIds: readonly string[]): SimulatedDevice {
  const topics = device.topics.flatMap((topic) => {
    if (!topic.startsWith(SAMPLE_TOPIC)) return [topic];
    const suffix = topic.slice(SAMPLE_TOPIC.length);
    return [topic, ...bundleIds.map((own) => own + suffix)];
  });
  return { ...device, topics: [...new Set(topics)] };
}
