import { Button, Select, Tooltip } from '@mantine/core';
import { CircleStop, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Environment, EnvironmentKind } from '#shared/apns/push';
import type { ScenarioOutline } from '#shared/scenario/scenario-run';
import type { CustomServer } from '#shared/settings';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useCredentialNames } from '../../state/use-credential-name.js';
import { useSettings } from '../../window/settings-context.js';
import styles from './run-bar.module.css';

const AS_WRITTEN = '';
const KINDS = ['simulator', 'sandbox', 'production'] as const;

/** Selects the environment and credential of a run, and starts it. */
export function RunBar(props: {
  /** `null`: as the scenario states. */
  readonly environment: Environment | null;
  readonly credentialId: string | null;
  /** How the scenario would run now; `null` where it cannot run. */
  readonly outline: ScenarioOutline | null;
  readonly isRunning: boolean;
  readonly canRun: boolean;
  readonly isEdited: boolean;
  readonly onEnvironment: (environment: Environment | null) => void;
  readonly onCredential: (id: string | null) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
}) {
  const { t } = useTranslation('scenarios');
  const { settings } = useSettings();
  const { query } = useCredentials();
  const nameOf = useCredentialNames();
  const credentials = query.kind === 'ready' ? query.value.credentials : [];
  const usable = credentials.filter(({ kind }) => kind === 'identity' || kind === 'apns-key');
  return (
    <div className={styles.runBar}>
      {props.isRunning ? (
        <Button variant="default" leftSection={<CircleStop size={13} aria-hidden />} onClick={props.onStop}>
          {t('stop')}
        </Button>
      ) : (
        <Tooltip label={t('cannotRun')} disabled={props.canRun}>
          <Button leftSection={<Play size={13} aria-hidden />} disabled={!props.canRun} onClick={props.onRun}>
            {props.isEdited ? t('saveAndRun') : t('run')}
          </Button>
        </Tooltip>
      )}
      <Select
        className={styles.choice}
        aria-label={t('environment')}
        value={valueOf(props.environment, settings.customServers)}
        data={[
          { value: AS_WRITTEN, label: t('environmentAsWritten') },
          ...KINDS.map((kind) => ({ value: kind, label: t(`in.${kind}`) })),
          ...settings.customServers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        allowDeselect={false}
        onChange={(value) => props.onEnvironment(environmentOf(value, settings.customServers))}
      />
      <Select
        className={styles.choice}
        aria-label={t('credential')}
        value={props.credentialId ?? AS_WRITTEN}
        data={[
          { value: AS_WRITTEN, label: t('credentialAsWritten') },
          ...usable.map((credential) => ({ value: credential.id, label: nameOf(credential) })),
        ]}
        allowDeselect={false}
        onChange={(id) => props.onCredential(id === AS_WRITTEN ? null : id)}
      />
      <RunSummary outline={props.outline} />
    </div>
  );
}

/** The environment and credential of the run, whether chosen here or in the scenario. */
function RunSummary({ outline }: { readonly outline: ScenarioOutline | null }) {
  const { t } = useTranslation(['scenarios', 'credentials']);
  const sends = (outline?.steps ?? []).flatMap(({ what }) => (what.kind === 'send' ? [what] : []));
  if (sends.length === 0) return null;
  const kinds = new Map<string, EnvironmentKind>(
    sends.map(({ environment, environmentName }) => [environmentName, environment]),
  );
  const names = new Set(
    sends.map(({ credentialName, isSampleCredential }) =>
      isSampleCredential ? t('scenarios:sampleCredential') : (credentialName ?? t('scenarios:noCredential')),
    ),
  );
  return (
    <span className={styles.uses}>
      {[...kinds].map(([name, kind]) =>
        kind === 'custom' ? (
          <EnvironmentBadge key={name} kind={kind} label={name} />
        ) : (
          <EnvironmentBadge key={name} kind={kind} />
        ),
      )}
      <span>{[...names].join(' · ')}</span>
    </span>
  );
}

function valueOf(environment: Environment | null, servers: readonly CustomServer[]): string {
  if (environment === null) return AS_WRITTEN;
  if (environment.kind !== 'custom') return environment.kind;
  return servers.find(({ url }) => url === environment.url)?.id ?? AS_WRITTEN;
}

function environmentOf(value: string | null, servers: readonly CustomServer[]): Environment | null {
  const kind = KINDS.find((known) => known === value);
  if (kind !== undefined) return { kind };
  const server = servers.find(({ id }) => id === value);
  if (server === undefined) return null;
  return { kind: 'custom', url: server.url, ...(server.caPem !== null && { caPem: server.caPem }) };
}
