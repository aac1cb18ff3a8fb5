import { readDeviceToken } from '#shared/apns/device-token/device-token';
import type { Environment } from '#shared/apns/push';
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
  for (const target of targets) {
    switch (target.kind) {
      case 'token':
        found.push({ kind: 'device', token: readDeviceToken(filled(target.token)).token });
        break;
      case 'device':
        named.push(findDevice(filled(target.name), devices, environment));
        break;
      case 'group':
        named.push(...membersOf(filled(target.name), devices));
        break;
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

function membersOf(group: string, devices: readonly Device[]): readonly Device[] {
  const members = devices.filter(({ groups, goneAtMs }) => groups.includes(group) && goneAtMs === null);
  if (members.length === 0) throw groupNotFound(group, devices);
  return members;
}
