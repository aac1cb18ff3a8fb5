import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DEVICES_PER_CALL } from '#shared/contract/message-limits';
import type { Device } from '#shared/workspace/device';
import { useClient } from '../../platform/client-context.js';
import { useCompose } from '../../state/compose-context.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { goTo } from '../../window/navigation.js';
import { useNotifyError } from '../../window/use-notify-error.js';

export interface DeviceActions {
  /** @param replacing - The names of the devices to replace. */
  readonly save: (devices: readonly Device[], replacing?: readonly string[]) => Promise<boolean>;
  readonly remove: (devices: readonly Device[]) => Promise<void>;
  /** Adds devices to Compose, with environment and topic where they all agree. */
  readonly sendTo: (devices: readonly Device[]) => void;
}

/** The actions on saved devices, which show their own errors. */
export function useDeviceActions(): DeviceActions {
  const { t } = useTranslation('compose');
  const client = useClient();
  const workspace = useWorkspace();
  const { update } = useCompose();
  const notifyError = useNotifyError();
  const revision = workspace?.devicesRevision ?? null;

  return useMemo(() => {
    const writeSome = async (
      devices: readonly Device[],
      replacing: readonly string[],
      known: string | null,
    ): Promise<boolean> => {
      try {
        const result = await client.workspace.saveDevices({
          devices: devices.map(writable),
          replacing: [...replacing],
          revision: known,
        });
        if (result.kind === 'saved') return true;
        // Devices are saved by name and nothing else in the file is changed, so the newer file is the base.
        return result.revision === null ? false : await writeSome(devices, replacing, result.revision);
      } catch (error) {
        notifyError(error);
        return false;
      }
    };
    const write = async (
      devices: readonly Device[],
      replacing: readonly string[],
      known: string | null,
    ): Promise<boolean> => {
      const [first = [], ...rest] = inSlices(devices, DEVICES_PER_CALL);
      if (!(await writeSome(first, replacing, known))) return false;
      // The first slice changed the file; the others are based on its latest revision.
      for (const slice of rest) if (!(await writeSome(slice, [], null))) return false;
      return true;
    };
    const removeSome = async (names: readonly string[], known: string | null): Promise<boolean> => {
      const result = await client.workspace.removeDevices({ names: [...names], revision: known });
      return result.kind === 'saved' || (await removeSome(names, result.revision));
    };
    const removeNames = async (names: readonly string[], known: string | null): Promise<void> => {
      for (const [index, slice] of inSlices(names, DEVICES_PER_CALL).entries()) {
        await removeSome(slice, index === 0 ? known : null);
      }
    };
    return {
      save: (devices, replacing = []) => write(devices, replacing, revision),
      remove: async (devices) => {
        try {
          const names = devices.map(({ name }) => name);
          await removeNames(names, revision);
          const id = notifications.show({
            title: t('devices.removed', { count: devices.length }),
            message: (
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => {
                  notifications.hide(id);
                  void write(devices, [], null);
                }}
              >
                {t('preset.undo')}
              </Button>
            ),
          });
        } catch (error) {
          notifyError(error);
        }
      },
      sendTo: (devices) => {
        const [first] = devices;
        if (first === undefined) return;
        const agree = (pick: (device: Device) => string): boolean =>
          devices.every((device) => pick(device) === pick(first));
        update({
          targets: devices.map(({ token, name }) => ({ token, name })),
          ...(agree(({ environment }) => JSON.stringify(environment))
            ? { environment: first.environment }
            : {}),
          ...(first.topic !== '' && agree(({ topic }) => topic) ? { topic: first.topic } : {}),
        });
        goTo('compose');
      },
    };
  }, [client, notifyError, revision, t, update]);
}

function inSlices<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const slices: (readonly T[])[] = [];
  for (let from = 0; from < items.length; from += size) slices.push(items.slice(from, from + size));
  return slices;
}

type WritableDevice = Parameters<
  ReturnType<typeof useClient>['workspace']['saveDevices']
>[0]['devices'][number];

function writable(device: Device): WritableDevice {
  return { ...device, tags: [...device.tags], groups: [...device.groups] };
}
