import { Button, Group, Modal, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { Dices } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimulatedDevice } from '#shared/simulator/model';
import { useText } from '../../i18n/use-text.js';
import {
  DEVICE_STATES,
  type DeviceDraft,
  deviceOf,
  type DeviceProblem,
  deviceProblem,
  makeToken,
} from '../../state/device-draft.js';
import { useDevices } from './use-devices.js';

interface DeviceDialogProps {
  /** `null`: adds a new one. */
  readonly device: SimulatedDevice | null;
  readonly devices: readonly SimulatedDevice[];
  readonly topics: readonly string[];
  readonly onClose: () => void;
}

/** Adds a device or changes one. */
export function DeviceDialog({ device, devices, topics, onClose }: DeviceDialogProps) {
  const { t } = useTranslation('simulator');
  const text = useText();
  const { save } = useDevices();
  const [draft, setDraft] = useState<DeviceDraft>(() => draftOf(device, topics));
  const [problem, setProblem] = useState<DeviceProblem | null>(null);
  const change = (part: Partial<DeviceDraft>): void => {
    setDraft({ ...draft, ...part });
    setProblem(null);
  };
  const tokenError =
    problem === null || problem === 'name'
      ? undefined
      : problem === 'token-taken'
        ? t('device.problem.token-taken')
        : `${text(problem.message)} ${text(problem.hint)}`;
  const submit = async (): Promise<void> => {
    const taken = devices.map(({ token }) => token).filter((token) => token !== device?.token);
    const found = deviceProblem(draft, taken);
    setProblem(found);
    if (found === null && (await save(deviceOf(draft, Date.now(), device ?? undefined)))) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(device === null ? 'device.addTitle' : 'device.editTitle')}
      closeButtonProps={{ 'aria-label': t('dialog.cancel') }}
    >
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('device.name')}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={problem === 'name' ? t('device.problem.name') : undefined}
            maxLength={200}
            data-autofocus
          />
          <Group align="flex-end" gap="sm" wrap="nowrap">
            <Textarea
              label={t('device.token')}
              description={t('device.tokenHint')}
              value={draft.token}
              onChange={(event) => change({ token: event.currentTarget.value })}
              error={tokenError}
              readOnly={device !== null}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              rows={2}
              spellCheck={false}
              flex={1}
            />
            {device === null && (
              <Button
                variant="default"
                leftSection={<Dices size={14} aria-hidden />}
                onClick={() => change({ token: makeToken((bytes) => crypto.getRandomValues(bytes)) })}
              >
                {t('device.random')}
              </Button>
            )}
          </Group>
          <TagsInput
            label={t('device.topics')}
            description={t('device.topicsHint')}
            data={[...topics]}
            value={[...draft.topics]}
            onChange={(value) => change({ topics: value })}
            maxTags={50}
          />
          <Select
            label={t('device.state')}
            description={t(`stateHint.${draft.state}`)}
            data={DEVICE_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            value={draft.state}
            allowDeselect={false}
            onChange={(state) => {
              if (state !== null) change({ state });
            }}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('dialog.cancel')}
            </Button>
            <Button type="submit">{t('dialog.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function draftOf(device: SimulatedDevice | null, topics: readonly string[]): DeviceDraft {
  return device ?? { name: '', token: '', topics: topics.slice(0, 1), state: 'active' };
}
