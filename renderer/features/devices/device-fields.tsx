import { SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Environment, EnvironmentKind } from '#shared/apns/push';
import { DEVICE_KINDS, type DeviceKind } from '#shared/workspace/device';
import { ENVIRONMENT_COLORS } from '../../theme/environment-colors.js';
import { useSettings } from '../../window/settings-context.js';
import styles from './devices.module.css';

/** The fields that a single device and a whole import have in common. */
export interface DeviceTraits {
  readonly environment: Environment;
  readonly topic: string;
  readonly kind: DeviceKind;
  readonly groups: readonly string[];
  readonly tags: readonly string[];
}

/** Environment, topic, kind, groups and tags. */
export function DeviceTraitFields(props: {
  readonly traits: DeviceTraits;
  readonly groups: readonly string[];
  readonly onChange: (change: Partial<DeviceTraits>) => void;
}) {
  const { t } = useTranslation(['compose', 'shell']);
  const { settings } = useSettings();
  const { traits, onChange } = props;
  const [server] = settings.customServers;
  const kinds: readonly EnvironmentKind[] =
    server === undefined && traits.environment.kind !== 'custom'
      ? ['simulator', 'sandbox', 'production']
      : ['simulator', 'sandbox', 'production', 'custom'];
  return (
    <>
      <div className={styles.field}>
        <span className={styles.fieldLabel} id="device-environment">
          {t('compose:devices.column.environment')}
        </span>
        <SegmentedControl
          aria-labelledby="device-environment"
          value={traits.environment.kind}
          color={ENVIRONMENT_COLORS[traits.environment.kind]}
          data={kinds.map((kind) => ({ value: kind, label: t(`shell:environment.${kind}`) }))}
          onChange={(kind) =>
            onChange({
              environment: kind === 'custom' ? { kind, url: server?.url ?? '' } : { kind },
            })
          }
        />
      </div>
      <div className={styles.two}>
        <TextInput
          label={t('compose:devices.column.topic')}
          classNames={{ input: 'pd-mono' }}
          value={traits.topic}
          placeholder={t('compose:topic.placeholder')}
          spellCheck={false}
          onChange={(event) => onChange({ topic: event.currentTarget.value.trim() })}
        />
        <Select
          label={t('compose:devices.kind')}
          value={traits.kind}
          data={[...DEVICE_KINDS]}
          allowDeselect={false}
          onChange={(kind) => onChange({ kind: DEVICE_KINDS.find((known) => known === kind) ?? 'app' })}
        />
      </div>
      <div className={styles.two}>
        <TagsInput
          label={t('compose:devices.groups')}
          value={[...traits.groups]}
          data={[...props.groups]}
          onChange={(groups) => onChange({ groups })}
        />
        <TagsInput
          label={t('compose:devices.tags')}
          value={[...traits.tags]}
          onChange={(tags) => onChange({ tags })}
        />
      </div>
    </>
  );
}
