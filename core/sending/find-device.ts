import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { SAMPLE_DEVICES, SAMPLE_TOKEN } from '#shared/simulator/samples';
import { type Device, newDevice } from '#shared/workspace/device';
import type { BatchTarget } from '../apns/target-source.js';

/**
 * Finds a device by name: a saved one or, in the simulator, a sample device.
 *
 * @throws AppError `not-found` that lists the known names.
 */
export function findDevice(name: string, devices: readonly Device[], environment: Environment): Device {
  const saved = devices.find((device) => device.name === name);
  if (saved !== undefined) return saved;
  const simulated = SAMPLE_DEVICES.find((device) => device.name === name);
  if (environment.kind === 'simulator' && simulated !== undefined) {
    const { token, topics } = simulated;
    return newDevice({ name, token, topic: topics[0] ?? '', environment });
  }
  const known = devices.map((device) => device.name);
  if (environment.kind === 'simulator') known.push(...SAMPLE_DEVICES.map((device) => device.name));
  throw notFoundAmong({ en: `There is no device “${name}”.`, zh: `没有名为“${name}”的设备。` }, known);
}

/** Converts a saved device to a target with the variables `{{name}}`, `{{topic}}`, `{{tags}}` and `{{note}}`. */
export function toBatchTarget({ token, name, topic, tags, note }: Device): BatchTarget {
  return { token, name, variables: { name, topic, tags: tags.join(', '), note } };
}

/** The sample device for a topic, so that a first send needs no setup. */
export function sampleTargetFor(topic: string): BatchTarget {
  const device = SAMPLE_DEVICES.find(({ topics, state }) => state === 'active' && topics.includes(topic));
  return { token: device?.token ?? SAMPLE_TOKEN, name: device?.name ?? 'iPhone' };
}

/** No device is in this group. */
export function groupNotFound(group: string, devices: readonly Device[]): AppError {
  const known = [...new Set(devices.flatMap(({ groups }) => groups))];
  return notFoundAmong({ en: `There is no group “${group}”.`, zh: `没有名为“${group}”的分组。` }, known);
}

function notFoundAmong(message: AppError['text'], known: readonly string[]): AppError {
  const list = known.slice(0, 20);
  return new AppError('not-found', message, {
    en: known.length === 0 ? 'None is saved yet.' : `Known: ${list.join(', ')}.`,
    zh: known.length === 0 ? '目前尚未保存任何一个。' : `已有：${list.join('、')}。`,
  });
}
