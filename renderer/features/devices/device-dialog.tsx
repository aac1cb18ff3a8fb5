import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import { type Device, newDevice } from '#shared/workspace/device';
import { useText } from '../../i18n/use-text.js';
import { useCompose } from '../../state/compose-context.js';
import { DeviceTraitFields } from './device-fields.js';

/** Edits one device; a new one starts with the values of Compose. */
export function DeviceDialog(props: {
  readonly device: Device | null;
  readonly taken: readonly string[];
  readonly groups: readonly string[];
  readonly onClose: () => void;
  /** @returns whether it was saved. */
  readonly onSave: (device: Device) => Promise<boolean>;
}) {
  const { t } = useTranslation('compose');
  const text = useText();
  const { read } = useCompose();
  const [device, setDevice] = useState<Device>(
    () => props.device ?? newDevice({ name: '', token: '', environment: read().document.environment }),
  );
  const [typed, setTyped] = useState(device.token);
  const reading = readDeviceToken(typed);
  const isNameTaken = device.name.trim() !== props.device?.name && props.taken.includes(device.name.trim());
  const isIncomplete = device.name.trim() === '' || typed.trim() === '' || isNameTaken;
  const save = async (): Promise<void> => {
    const saved = { ...device, name: device.name.trim(), token: reading.token };
    // A device with a new token is no longer gone.
    const isOther = props.device !== null && props.device.token !== saved.token;
    if (await props.onSave(isOther ? { ...saved, goneAtMs: null } : saved)) props.onClose();
  };
  const change = (part: Partial<Device>): void => setDevice({ ...device, ...part });
  return (
    <Modal
      opened
      size="lg"
      title={props.device === null ? t('devices.add') : t('devices.edit')}
      closeButtonProps={{ 'aria-label': t('preset.cancel') }}
      onClose={props.onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isIncomplete) void save();
        }}
      >
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={t('devices.column.name')}
            value={device.name}
            maxLength={200}
            error={isNameTaken ? t('devices.nameTaken') : null}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Textarea
            label={t('devices.column.token')}
            classNames={{ input: 'pd-mono' }}
            autosize
            minRows={2}
            maxRows={5}
            value={typed}
            placeholder={t('targets.placeholder')}
            spellCheck={false}
            description={reading.cleaned === null ? null : text(reading.cleaned)}
            error={typed.trim() === '' || reading.problem === null ? null : text(reading.problem.message)}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onBlur={() => setTyped(reading.token)}
          />
          <DeviceTraitFields traits={device} groups={props.groups} onChange={change} />
          <Textarea
            label={t('devices.note')}
            autosize
            minRows={1}
            value={device.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={props.onClose}>
              {t('preset.cancel')}
            </Button>
            <Button type="submit" disabled={isIncomplete}>
              {t('preset.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
