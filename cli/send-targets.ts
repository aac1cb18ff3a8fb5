import {
  targetsFromFile,
  targetsFromList,
  type BatchTarget,
  type TargetSource,
} from '#core/apns/target-source';
import type { Services } from '#core/services';
import { readDeviceToken } from '#shared/apns/device-token';
import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { SAMPLE_DEVICES, SAMPLE_TOKEN } from '#shared/simulator/samples';
import { newDevice, type Device } from '#shared/workspace/device';
import type { Preset } from '#shared/workspace/preset';
import { resolve } from 'node:path';
import type { SendOptions } from './send-options.js';
import { writeNote, type Terminal } from './terminal.js';

/** Where the pushes go, and the topic that the devices were saved with, where all agree on one. */
export interface TargetChoice {
  readonly source: TargetSource;
  readonly deviceTopic: string | null;
  readonly first: BatchTarget | null;
}

/** Texts that no APNs can have given out; `--force` sends them all the same. */
const HOPELESS: ReadonlySet<string> = new Set(['empty', 'fcm-token', 'shortened-description']);

/**
 * Finds the targets that the options name.
 *
 * @returns `null` when they name none.
 * @throws AppError `bad-device-token`, `not-found`, `file-not-found`, `bad-argument`.
 */
export async function targetsOf(
  services: Pick<Services, 'workspace'>,
  terminal: Terminal,
  options: SendOptions,
  environment: Environment,
  preset: Preset | null,
): Promise<TargetChoice | null> {
  if (options.toFile !== undefined) {
    if (options.to !== undefined || options.device !== undefined || options.group !== undefined) {
      throw new AppError(
        'bad-argument',
        {
          en: '--to-file does not go together with other targets.',
          zh: '--to-file 不能与其他目标同时使用。',
        },
        { en: 'Put them into the file.', zh: '请把它们写进文件。' },
      );
    }
    const source = await targetsFromFile(resolve(terminal.cwd, options.toFile));
    return { source, deviceTopic: null, first: null };
  }
  const devices = savedDevices(services, options, environment);
  const tokens = (options.to ?? []).map((text) => tokenTarget(text, options, terminal));
  const targets = [...tokens, ...devices.map(deviceTarget)];
  if (targets.length === 0) targets.push(...presetTargets(services, environment, preset));
  if (targets.length === 0) return null;
  const topics = new Set(devices.map(({ topic }) => topic).filter((topic) => topic !== ''));
  const [onlyTopic] = topics;
  return {
    source: targetsFromList(targets),
    deviceTopic: topics.size === 1 && tokens.length === 0 ? (onlyTopic ?? null) : null,
    first: targets[0] ?? null,
  };
}

/** The simulator's own device for a topic, so that a first send needs nothing. */
export function sampleTarget(topic: string): TargetChoice {
  const device = SAMPLE_DEVICES.find(({ topics, state }) => state === 'active' && topics.includes(topic));
  const target: BatchTarget = { token: device?.token ?? SAMPLE_TOKEN, name: device?.name ?? 'iPhone' };
  return { source: targetsFromList([target]), deviceTopic: null, first: target };
}

function tokenTarget(text: string, options: SendOptions, terminal: Terminal): BatchTarget {
  const { token, problem, cleaned } = readDeviceToken(text);
  if (problem !== null && HOPELESS.has(problem.kind) && options.force !== true) {
    throw new AppError('bad-device-token', problem.message, problem.hint);
  }
  if (problem !== null) writeNote(terminal, `warning: ${problem.message.en} ${problem.hint.en}`);
  else if (cleaned !== null) writeNote(terminal, `note: ${cleaned.en}`);
  return { token };
}

function savedDevices(
  services: Pick<Services, 'workspace'>,
  { device, group }: SendOptions,
  environment: Environment,
): readonly Device[] {
  if (device === undefined && group === undefined) return [];
  const { devices } = services.workspace.state();
  const named = (device ?? []).map((name) => deviceNamed(name, devices, environment));
  if (group === undefined) return named;
  const members = devices.filter(({ groups }) => groups.includes(group));
  if (members.length > 0) return [...named, ...members];
  const known = [...new Set(devices.flatMap(({ groups }) => groups))];
  throw notFound({ en: `There is no group “${group}”.`, zh: `没有名为“${group}”的分组。` }, known);
}

function deviceNamed(name: string, devices: readonly Device[], environment: Environment): Device {
  const saved = devices.find((device) => device.name === name);
  if (saved !== undefined) return saved;
  const simulated = SAMPLE_DEVICES.find((device) => device.name === name);
  if (environment.kind === 'simulator' && simulated !== undefined) {
    const { token, topics } = simulated;
    return newDevice({ name, token, topic: topics[0] ?? '', environment });
  }
  const known = devices.map((device) => device.name);
  if (environment.kind === 'simulator') known.push(...SAMPLE_DEVICES.map((device) => device.name));
  throw notFound({ en: `There is no device “${name}”.`, zh: `没有名为“${name}”的设备。` }, known);
}

function deviceTarget({ token, name, topic, tags, note }: Device): BatchTarget {
  return { token, name, variables: { name, topic, tags: tags.join(', '), note } };
}

function presetTargets(
  services: Pick<Services, 'workspace'>,
  environment: Environment,
  preset: Preset | null,
): readonly BatchTarget[] {
  const { devices } = services.workspace.state();
  return (preset?.targets ?? []).flatMap((target) => {
    switch (target.kind) {
      case 'token':
        return [{ token: readDeviceToken(target.token).token }];
      case 'device':
        return [deviceTarget(deviceNamed(target.name, devices, environment))];
      case 'group':
        return devices.filter(({ groups }) => groups.includes(target.name)).map(deviceTarget);
      case 'channel':
        return [];
    }
  });
}

function notFound(message: AppError['text'], known: readonly string[]): AppError {
  const list = known.slice(0, 20);
  return new AppError('not-found', message, {
    en: known.length === 0 ? 'None is saved yet.' : `Known: ${list.join(', ')}.`,
    zh: known.length === 0 ? '目前尚未保存任何一个。' : `已有：${list.join('、')}。`,
  });
}
