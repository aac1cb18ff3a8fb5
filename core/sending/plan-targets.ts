import { readDeviceToken } from '#shared/apns/device-token/device-token';
import type { PlanningNote } from '#shared/apns/planning-note';
import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { compileTemplate, renderText, type TemplateValue } from '#shared/payload/template';
import { commonTopic, type Device, newDevice } from '#shared/workspace/device';
import type { PresetTarget } from '#shared/workspace/preset';
import type { BatchTarget } from '../apns/target-source.js';
import type { SimulatorPort } from '../ports/ports.js';
import type { WorkspaceService } from '../workspace/workspace-service.js';
import { findDevice, groupNotFound, toBatchTarget } from './find-device.js';

/** Where one push goes. */
export type PlannedTarget =
  | ({ readonly kind: 'device' } & BatchTarget)
  | { readonly kind: 'channel'; readonly bundleId: string; readonly channelId: string };

export interface TargetServices {
  readonly workspace: Pick<WorkspaceService, 'state'>;
  readonly simulator: Pick<SimulatorPort, 'state'>;
}

export interface PlannedTargets {
  readonly found: readonly PlannedTarget[];
  /** The topic that all devices were saved with, if it is the same. */
  readonly topic: string | null;
  /** The variables that every target has. */
  readonly columns: readonly string[];
  /** Of groups with devices that are gone. */
  readonly notes: readonly PlanningNote[];
}

/** Returns the variables in targets. @throws AppError `bad-template`. */
export function namesInTargets(targets: readonly PresetTarget[]): readonly string[] {
  return compileTemplate(JSON.stringify(targets)).names;
}

/**
 * Resolves the devices, groups, tokens and channels that a preset or a step names.
 *
 * @param variables - Values for `{{names}}` in the targets.
 * @throws AppError `not-found`.
 */
export function planTargets(
  services: TargetServices,
  targets: readonly PresetTarget[],
  environment: Environment,
  variables: Readonly<Record<string, TemplateValue>>,
): PlannedTargets {
  const filled = (text: string): string =>
    renderText(text, (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined));
  const devices = [...services.workspace.state().devices, ...simulatedDevices(services, environment)];
  const found: PlannedTarget[] = [];
  const named: Device[] = [];
  const notes: PlanningNote[] = [];
  for (const target of targets) {
    switch (target.kind) {
      case 'token':
        found.push({ kind: 'device', token: readDeviceToken(filled(target.token)).token });
        break;
      case 'device':
        named.push(findDevice(filled(target.name), devices, environment));
        break;
      case 'group': {
        const group = membersOfGroup(filled(target.name), devices);
        named.push(...group.members);
        notes.push(...group.notes);
        break;
      }
      case 'channel':
        found.push({
          kind: 'channel',
          bundleId: filled(target.bundleId),
          channelId: filled(target.channelId),
        });
        break;
    }
  }
  const isAllDevices = found.length === 0 && named.length > 0;
  const targetsOfDevices = named.map((device) => ({ kind: 'device' as const, ...toBatchTarget(device) }));
  return {
    found: [...found, ...targetsOfDevices],
    topic: isAllDevices ? commonTopic(named) : null,
    columns: isAllDevices ? Object.keys(targetsOfDevices[0]?.variables ?? {}) : [],
    notes,
  };
}

/** The devices of the simulator, including those that were added to it. */
function simulatedDevices({ simulator }: TargetServices, environment: Environment): readonly Device[] {
  if (environment.kind !== 'simulator') return [];
  return simulator
    .state()
    .inboxes.map(({ device: { name, token, topics } }) =>
      newDevice({ name, token, topic: topics[0] ?? '', environment }),
    );
}

/**
 * The devices of a group without those that APNs calls gone, and a note that names those.
 *
 * @throws AppError `not-found` where none is left.
 */
export function membersOfGroup(
  group: string,
  devices: readonly Device[],
): { readonly members: readonly Device[]; readonly notes: readonly PlanningNote[] } {
  const all = devices.filter(({ groups }) => groups.includes(group));
  if (all.length === 0) throw groupNotFound(group, devices);
  const members = all.filter(({ goneAtMs }) => goneAtMs === null);
  if (members.length === 0) throw allGone(group);
  if (members.length === all.length) return { members, notes: [] };
  const gone = all.filter(({ goneAtMs }) => goneAtMs !== null).map(({ name }) => name);
  const more = gone.length - NAMED_GONE;
  const names = gone.slice(0, NAMED_GONE);
  return {
    members,
    notes: [
      {
        what: 'devices-gone',
        text: {
          en: `Left out of “${group}”, because APNs calls them gone: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
          zh: `分组“${group}”中的以下设备已失效，未向其发送：${names.join('、')}${more > 0 ? ` 等 ${gone.length} 台` : ''}。`,
        },
      },
    ],
  };
}

const NAMED_GONE = 5;

function allGone(group: string): AppError {
  return new AppError(
    'not-found',
    { en: `APNs calls every device of “${group}” gone.`, zh: `分组“${group}”中的设备均已失效。` },
    {
      en: 'Save their new tokens, or name one by itself to send to it all the same.',
      zh: '请更新这些设备的令牌；若仍要发送，请单独指定设备。',
    },
  );
}
