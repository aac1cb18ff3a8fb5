import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#shared/settings';
import { TIMEOUT_S } from '#shared/settings';
import { FieldRow } from '../../components/field-row.js';
import { LANGUAGE_NAMES } from '../../i18n/language.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useSettings } from '../../window/settings-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { useVaultChoice } from '../credentials/vault-choice.js';
import { BatchNotificationSetting } from './batch-notification.js';
import { CustomServers } from './custom-servers.js';
import { isProxyAddress } from './proxy-address.js';
import styles from './settings.module.css';
import { WorkspaceFolder } from './workspace-folder.js';

interface SectionProps {
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
}

/** The settings. Every change is saved at once. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const { settings, update } = useSettings();
  const notifyError = useNotifyError();
  const { withChoice } = useVaultChoice();
  // The vault holds the password of a proxy, so saving one may require a protection to be chosen.
  const onChange = (change: Partial<Settings>): void =>
    void withChoice(() => update(change)).catch(notifyError);
  return (
    <div className={styles.root}>
      <div className={styles.column}>
        <h2 className={styles.title}>{t('settings.title')}</h2>
        <General settings={settings} onChange={onChange} />
        <Network settings={settings} onChange={onChange} />
        <WorkspaceFolder />
        <CustomServers
          servers={settings.customServers}
          onChange={(customServers) => onChange({ customServers })}
        />
        <IdleLock settings={settings} onChange={onChange} />
        <BatchNotificationSetting
          value={settings.batchNotification}
          onChange={(batchNotification) => onChange({ batchNotification })}
        />
        <History settings={settings} onChange={onChange} />
        <About />
      </div>
    </div>
  );
}

function General({ settings, onChange }: SectionProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h3>{t('settings.general')}</h3>
      <FieldRow label={t('settings.language')}>
        <SegmentedControl
          aria-label={t('settings.language')}
          value={settings.language}
          onChange={(language) => onChange({ language })}
          data={[
            { value: 'system', label: t('language.system') },
            { value: 'en', label: LANGUAGE_NAMES.en },
            { value: 'zh', label: LANGUAGE_NAMES.zh },
          ]}
        />
      </FieldRow>
      <FieldRow label={t('settings.scheme')}>
        <SegmentedControl
          aria-label={t('settings.scheme')}
          value={settings.colorScheme}
          onChange={(colorScheme) => onChange({ colorScheme })}
          data={(['system', 'light', 'dark'] as const).map((scheme) => ({
            value: scheme,
            label: t(`scheme.${scheme}`),
          }))}
        />
      </FieldRow>
    </section>
  );
}

function Network({ settings, onChange }: SectionProps) {
  const { t } = useTranslation();
  const proxyId = useId();
  return (
    <section className={styles.section}>
      <h3>{t('settings.network')}</h3>
      <ProxyField
        key={settings.proxyUrl}
        id={proxyId}
        proxyUrl={settings.proxyUrl}
        onChange={(proxyUrl) => onChange({ proxyUrl })}
      />
      <SecondsField
        label={t('settings.connectTimeout')}
        seconds={settings.connectTimeoutS}
        onChange={(connectTimeoutS) => onChange({ connectTimeoutS })}
      />
      <SecondsField
        label={t('settings.requestTimeout')}
        seconds={settings.requestTimeoutS}
        onChange={(requestTimeoutS) => onChange({ requestTimeoutS })}
      />
    </section>
  );
}

function ProxyField(props: {
  readonly id: string;
  readonly proxyUrl: string | null;
  readonly onChange: (proxyUrl: string | null) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(props.proxyUrl ?? '');
  const isWrong = typed !== '' && !isProxyAddress(typed);
  const keep = (): void => {
    const next = typed.trim() === '' ? null : typed.trim();
    if (!isWrong && next !== props.proxyUrl) props.onChange(next);
  };
  return (
    <FieldRow label={t('settings.proxy')} htmlFor={props.id} note={t('settings.proxyHint')}>
      <TextInput
        id={props.id}
        flex={1}
        value={typed}
        error={isWrong ? t('settings.proxyInvalid') : null}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
        }}
      />
    </FieldRow>
  );
}

function SecondsField(props: {
  readonly label: string;
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <FieldRow label={props.label} htmlFor={id}>
      <NumberInput
        id={id}
        w={110}
        value={props.seconds}
        min={TIMEOUT_S.min}
        max={TIMEOUT_S.max}
        clampBehavior="strict"
        suffix={` ${t('settings.seconds')}`}
        onChange={(value) => {
          if (typeof value === 'number' && value >= TIMEOUT_S.min) props.onChange(value);
        }}
      />
    </FieldRow>
  );
}

const IDLE_LOCKS_MINUTES = [1, 5, 15, 60, 240] as const;
const NEVER = 'never';

function IdleLock({ settings, onChange }: SectionProps) {
  const { t } = useTranslation();
  const id = useId();
  const minutes = settings.idleLockMinutes;
  const offered = new Set([...IDLE_LOCKS_MINUTES, ...(minutes === null ? [] : [minutes])]);
  return (
    <section className={styles.section}>
      <h3>{t('settings.credentials')}</h3>
      <FieldRow label={t('settings.idleLock')} htmlFor={id} note={t('settings.idleLockHint')}>
        <Select
          id={id}
          w={180}
          value={minutes === null ? NEVER : String(minutes)}
          data={[
            ...[...offered]
              .sort((a, b) => a - b)
              .map((count) => ({ value: String(count), label: t('settings.idleLockMinutes', { count }) })),
            { value: NEVER, label: t('settings.idleLockNever') },
          ]}
          allowDeselect={false}
          onChange={(value) =>
            onChange({ idleLockMinutes: value === null || value === NEVER ? null : Number(value) })
          }
        />
      </FieldRow>
    </section>
  );
}

const RETENTIONS_DAYS = [7, 30, 90, 365] as const;

function History({ settings, onChange }: SectionProps) {
  const { t } = useTranslation();
  const id = useId();
  const days = settings.historyRetentionDays;
  const offered = [...new Set([...RETENTIONS_DAYS, ...(days === null ? [] : [days])])].sort((a, b) => a - b);
  return (
    <section className={styles.section}>
      <h3>{t('settings.history')}</h3>
      <FieldRow label={t('settings.retention')} htmlFor={id}>
        <Select
          id={id}
          w={180}
          value={days === null ? 'forever' : String(days)}
          data={[
            ...offered.map((count) => ({
              value: String(count),
              label: t('settings.retentionDays', { count }),
            })),
            { value: 'forever', label: t('settings.retentionForever') },
          ]}
          allowDeselect={false}
          onChange={(value) =>
            onChange({ historyRetentionDays: value === null || value === 'forever' ? null : Number(value) })
          }
        />
      </FieldRow>
    </section>
  );
}

function About() {
  const { t } = useTranslation();
  const info = useAppInfo();
  if (info === null) return null;
  return (
    <section className={styles.section}>
      <h3>{t('settings.about')}</h3>
      <FieldRow label={t('settings.version')}>
        <span className={styles.fact}>{info.version}</span>
      </FieldRow>
      <FieldRow label={t('settings.dataFolder')}>
        <code className={styles.fact}>{info.dataDir}</code>
      </FieldRow>
    </section>
  );
}
