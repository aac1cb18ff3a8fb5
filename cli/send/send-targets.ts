import { resolve } from 'node:path';
import {
  type BatchTarget,
  targetsFromFile,
  targetsFromList,
  type TargetSource,
} from '#core/apns/target-source';
import { findDevice, toBatchTarget } from '#core/sending/find-device';
import { membersOfGroup, planTargets } from '#core/sending/plan-targets';
import type { Services } from '#core/services';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import type { PlanningNote } from '#shared/apns/planning-note';
import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import { commonTopic, type Device } from '#shared/workspace/device';
import type { Preset } from '#shared/workspace/preset';
import { tellProblems } from '../input/workspace-input.js';
import { type Terminal, writeNote } from '../terminal/terminal.js';
import type { SendOptions } from './send-options.js';

/** Where the pushes go, and the topic that the devices were saved with, where all agree on one. */
export interface TargetChoice {
  readonly source: TargetSource;
  readonly deviceTopic: string | null;
  readonly first: BatchTarget | null;
  /** Of groups with devices that are gone. */
  readonly notes: readonly PlanningNote[];
}

/**
 * Finds the targets that the options name.
 *
 * @returns `null` when they name none.
 * @throws AppError `bad-device-token`, `simulator-only`, `not-found`, `file-not-found`, `bad-argument`.
 */
export async function targetsOf(
  services: Pick<Services, 'workspace' | 'simulator' | 'simulatedTokens'>,
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
    return { source, deviceTopic: null, first: null, notes: [] };
  }
  const { devices, notes } = savedDevices(services, terminal, options, environment);
  const tokens = (options.to ?? []).map((text) => tokenTarget(text, options, terminal));
  const named = [...tokens, ...devices.map(toBatchTarget)];
  const ofPreset = named.length > 0 ? null : targetsOfPreset(services, options, environment, preset);
  const targets = ofPreset?.found ?? named;
  if (targets.length === 0) return null;
  if (options.force !== true) {
    const simulated = await services.simulatedTokens(environment);
    const refused = targets.find(({ token }) => simulated.has(token));
    if (refused !== undefined) throw simulatedDeviceRefused(refused, environment);
  }
  return {
    source: targetsFromList(targets),
    deviceTopic: ofPreset?.topic ?? (tokens.length === 0 ? commonTopic(devices) : null),
    first: targets[0] ?? null,
    notes: ofPreset?.notes ?? notes,
  };
}

/** A target that was chosen for a push that names none. */
export function oneTarget({ token, name }: BatchTarget): TargetChoice {
  const target = { token, ...omitUndefined({ name }) };
  return { source: targetsFromList([target]), deviceTopic: null, first: target, notes: [] };
}

/** The devices that a preset names, found as a scenario finds them. @throws AppError `not-found`, `bad-argument`. */
function targetsOfPreset(
  services: Pick<Services, 'workspace' | 'simulator'>,
  options: SendOptions,
  environment: Environment,
  preset: Preset | null,
): {
  readonly found: readonly BatchTarget[];
  readonly topic: string | null;
  readonly notes: readonly PlanningNote[];
} {
  const variables = { ...preset?.variables, ...options.var };
  const { found, topic, notes } = planTargets(services, preset?.targets ?? [], environment, variables);
  const devices = found.filter((target) => target.kind === 'device');
  if (devices.length === 0 && found.length > 0) throw forChannel();
  return { found: devices, topic, notes };
}

function forChannel(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: 'The preset goes to a broadcast channel, and “pushdeck send” sends to devices.',
      zh: '该预设的目标是广播频道，而 “pushdeck send” 只能发送到设备。',
    },
    {
      en: 'Send it with “pushdeck broadcast”, or name a device with --to or --device.',
      zh: '请改用 “pushdeck broadcast” 发送，或用 --to 或 --device 指定设备。',
    },
  );
}

/** @throws AppError `bad-device-token` for what is no device token, unless `--force` was given. */
function tokenTarget(text: string, options: SendOptions, terminal: Terminal): BatchTarget {
  const { token, problem, cleaned } = readDeviceToken(text);
  if (problem !== null && options.force !== true) {
    throw new AppError('bad-device-token', problem.message, problem.hint);
  }
  if (cleaned !== null) writeNote(terminal, `note: ${cleaned.en}`);
  return { token };
}

function savedDevices(
  services: Pick<Services, 'workspace'>,
  terminal: Terminal,
  { device, group }: SendOptions,
  environment: Environment,
): { readonly devices: readonly Device[]; readonly notes: readonly PlanningNote[] } {
  if (device === undefined && group === undefined) return { devices: [], notes: [] };
  const state = services.workspace.state();
  // A group may be smaller than its file says.
  tellProblems(terminal, state);
  const { devices } = state;
  const named = (device ?? []).map((name) => findDevice(name, devices, environment));
  if (group === undefined) return { devices: named, notes: [] };
  const { members, notes } = membersOfGroup(group, devices);
  return { devices: [...named, ...members], notes };
}
