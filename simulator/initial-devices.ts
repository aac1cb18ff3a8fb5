import type { SimulatedDevice } from '#shared/simulator/model';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';

/**
 * The devices of a new simulator: the sample devices, with the user's apps installed.
 *
 * @param topics - Bundle IDs in addition to the sample one.
 */
export function initialDevices(topics: readonly string[]): readonly SimulatedDevice[] {
  return SAMPLE_DEVICES.map((device) => withApps(device, topics));
}

/** Installs more apps on a device, with the same topic suffixes as the sample app. */
export function withApps(device: SimulatedDevice, bundleIds: readonly string[]): SimulatedDevice {
  const topics = device.topics.flatMap((topic) => {
    if (!topic.startsWith(SAMPLE_TOPIC)) return [topic];
    const suffix = topic.slice(SAMPLE_TOPIC.length);
    return [topic, ...bundleIds.map((own) => own + suffix)];
  });
  return { ...device, topics: [...new Set(topics)] };
}
