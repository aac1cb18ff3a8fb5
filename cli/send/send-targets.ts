import {
  targetsFromFile,
  targetsFromList,
  type BatchTarget,
  type TargetSource,
} from '#core/apns/target-source';
import type { Services } from '#core/services';
import {
  deviceTargetsOf,
  findDevice,
  noSuchGroup,
  sampleTargetFor,
  targetOfDevice,
} from '#core/sending/find-device';
import { readDeviceToken } from '#shared/apns/device-token';
import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import type { Device } from '#shared/workspace/device';
import type { Preset } from '#shared/workspace/preset';
import { resolve } from 'node:path';
import type { SendOptions } from './send-options.js';
import { writeNote, type Terminal } from '../terminal/terminal.js';

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
 * @throws AppError `bad-device-token`, `simulator-only`, `not-found`, `file-not-found`, `bad-argument`.
 */
export async function targetsOf(
  services: Pick<Services, 'workspace' | 'simulatedTokens'>,
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
  const targets = [...tokens, ...devices.map(targetOfDevice)];
  if (targets.length === 0) {
    const { devices: saved } = services.workspace.state();
    targets.push(...deviceTargetsOf(preset?.targets ?? [], saved, environment));
  }
  if (targets.length === 0) return null;
  if (options.force !== true) {
    const simulated = await services.simulatedTokens(environment);
    const refused = targets.find(({ token }) => simulated.has(token));
    if (refused !== undefined) throw simulatedDeviceRefused(refused, environment);
  }
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
  const target = sampleTargetFor(topic);
  return { source: targetsFromList([target]), deviceTopic: null, first: target };
}

function tokenTarget(text: string, options: SendOptions, terminal: Terminal): BatchTarget {
  const { token, problem, cleaned } = readDeviceToken(text);
  if (problem !== null && HOPELESS.has(problem.kind) && options.force !== true) {
    throw new AppError('bad-device-token', problem.message, problem.hint);
  }
  // The answer to a push that leaves explains the token; saying it twice helps nobody.
  const isAnswered = options.dryRun !== true && options.json !== true;
  if (problem !== null && !isAnswered) {
    writeNote(terminal, `warning: ${problem.message.en} ${problem.hint.en}`);
  }
  if (problem === null && cleaned !== null) writeNote(terminal, `note: ${cleaned.en}`);
  return { token };
}

function savedDevices(
  services: Pick<Services, 'workspace'>,
  { device, group }: SendOptions,
  environment: Environment,
): readonly Device[] {
  if (device === undefined && group === undefined) return [];
  const { devices } = services.workspace.state();
  const named = (device ?? []).map((name) => findDevice(name, devices, environment));
  if (group === undefined) return named;
  const members = devices.filter(({ groups }) => groups.includes(group));
  if (members.length > 0) return [...named, ...members];
  throw noSuchGroup(group, devices);
}
