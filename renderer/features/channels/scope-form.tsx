import { Autocomplete, Select } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bundleIdOf } from '#shared/apns/topic';
import { FieldRow } from '../../components/field-row.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useCredentialNames } from '../../state/use-credential-name.js';
import { useSettings } from '../../window/settings-context.js';
import { withDefaultCredential } from '../compose/choose-default.js';
import { suggestTopics } from '../compose/topic-suggestions.js';
import { EnvironmentSwitch } from '../environment/environment-switch.js';
import styles from './channels.module.css';
import { useScope } from './scope-context.js';

const NONE = '';

/** Selects environment, credential and app. */
export function ScopeForm() {
  const { t } = useTranslation('channels');
  const { scope, change } = useScope();
  const { settings } = useSettings();
  const id = useId();
  const nameOf = useCredentialNames();
  const { query } = useCredentials();
  const credentials = query.kind === 'ready' ? query.value.credentials : [];
  const usable = credentials.filter(({ kind }) => kind === 'identity' || kind === 'apns-key');
  const chosen = usable.find((credential) => credential.id === scope.credentialId) ?? null;
  return (
    <div className={styles.scope}>
      <EnvironmentSwitch
        environment={scope.environment}
        onChange={(environment) => {
          const next = withDefaultCredential(
            { environment: scope.environment, topic: scope.bundleId },
            { environment },
            { credentials, servers: settings.customServers },
          );
          change({ ...scope, environment, credentialId: next.credentialId ?? scope.credentialId });
        }}
      />
      <div className={styles.fields}>
        <FieldRow label={t('credential')} htmlFor={id}>
          <Select
            id={id}
            flex={1}
            value={chosen?.id ?? NONE}
            data={[
              ...usable.map((credential) => ({ value: credential.id, label: nameOf(credential) })),
              { value: NONE, label: t('noCredential') },
            ]}
            searchable={usable.length > 8}
            allowDeselect={false}
            onChange={(value) => change({ ...scope, credentialId: value === NONE ? null : value })}
          />
        </FieldRow>
        <BundleField />
      </div>
    </div>
  );
}

/** Takes effect on blur, selection or Enter: half a bundle ID is no app's. */
function BundleField() {
  const { t } = useTranslation('channels');
  const { scope, change } = useScope();
  const id = useId();
  const info = useAppInfo();
  const { query } = useCredentials();
  const [typed, setTyped] = useState(scope.bundleId);
  const credential =
    query.kind === 'ready'
      ? (query.value.credentials.find((candidate) => candidate.id === scope.credentialId) ?? null)
      : null;
  const isSample = credential === null || credential.sample;
  const offered = suggestTopics(credential, isSample ? (info?.samples.topic ?? null) : null, 'alert');
  const take = (text: string): void => {
    // A bundle ID copied from a topic may have its suffix; channels belong to the app itself.
    const bundleId = bundleIdOf(text.trim());
    setTyped(bundleId);
    if (bundleId !== scope.bundleId) change({ ...scope, bundleId });
  };
  return (
    <FieldRow label={t('bundleId')} htmlFor={id}>
      <Autocomplete
        id={id}
        flex={1}
        classNames={{ input: 'pd-mono' }}
        value={typed}
        placeholder={t('bundlePlaceholder')}
        data={[...new Set(offered.map(bundleIdOf))]}
        spellCheck={false}
        onChange={setTyped}
        onOptionSubmit={take}
        onBlur={() => take(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(typed);
        }}
      />
    </FieldRow>
  );
}
