import type { SimulatedDevice } from '#shared/simulator/model';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';

/**
 * The devices of a fresh simulator: the sample ones, which have the user's own apps installed too.
 *
 * @param topics - Bundle IDs beside the sample one.
 */
export function initialDevices(topics: readonly string[]): readonly SimulatedDevice[] {
  return SAMPLE_DEVICES.map((device) => ({
    ...device,
    topics: device.topics.flatMap((topic) => {
      const suffix = topic.slice(SAMPLE_TOPIC.length);
      return [topic, ...topics.map((own) => own + suffix)];
    }),
  }));
}
