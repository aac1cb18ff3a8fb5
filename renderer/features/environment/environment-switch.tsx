import { Anchor, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Environment, EnvironmentKind } from '#shared/apns/push';
import type { CustomServer } from '#shared/settings';
import { ENVIRONMENT_COLORS } from '../../theme/environment-colors.js';
import { goTo } from '../../window/navigation.js';
import { useSettings } from '../../window/settings-context.js';
import styles from './environment-switch.module.css';

const KINDS: readonly EnvironmentKind[] = ['simulator', 'sandbox', 'production', 'custom'];

/** Selects the environment, in its colour. */
export function EnvironmentSwitch(props: {
  readonly environment: Environment;
  readonly onChange: (environment: Environment) => void;
}) {
  const { t } = useTranslation(['compose', 'shell']);
  const { settings } = useSettings();
  const { environment, onChange } = props;
  return (
    <div className={styles.environment}>
      <SegmentedControl
        aria-label={t('compose:environment.label')}
        value={environment.kind}
        color={ENVIRONMENT_COLORS[environment.kind]}
        onChange={(kind) => onChange(firstOfKind(kind, settings.customServers))}
        data={KINDS.map((kind) => ({ value: kind, label: t(`shell:environment.${kind}`) }))}
      />
      <EnvironmentDetail {...props} servers={settings.customServers} />
    </div>
  );
}

function EnvironmentDetail(props: {
  readonly environment: Environment;
  readonly onChange: (environment: Environment) => void;
  readonly servers: readonly CustomServer[];
}) {
  const { t } = useTranslation('compose');
  const { environment, onChange, servers } = props;
  switch (environment.kind) {
    case 'simulator':
      return null;
    case 'sandbox':
    case 'production':
      return (
        <Select
          aria-label={t('environment.port')}
          className={styles.port}
          value={String(environment.port ?? 443)}
          data={['443', '2197']}
          allowDeselect={false}
          onChange={(port) =>
            onChange(port === '2197' ? { kind: environment.kind, port: 2197 } : { kind: environment.kind })
          }
        />
      );
    case 'custom':
      return servers.length === 0 ? (
        <Anchor component="button" size="sm" onClick={() => goTo('settings')}>
          {t('environment.addServer')}
        </Anchor>
      ) : (
        <Select
          aria-label={t('environment.server')}
          className={styles.server}
          value={servers.find(({ url }) => url === environment.url)?.id ?? null}
          placeholder={environment.url}
          data={servers.map(({ id, name }) => ({ value: id, label: name }))}
          allowDeselect={false}
          onChange={(id) => {
            const server = servers.find((candidate) => candidate.id === id);
            if (server !== undefined) onChange(environmentOf(server));
          }}
        />
      );
  }
}

function firstOfKind(kind: EnvironmentKind, servers: readonly CustomServer[]): Environment {
  if (kind !== 'custom') return { kind };
  return servers[0] === undefined ? { kind, url: '' } : environmentOf(servers[0]);
}

function environmentOf(server: CustomServer): Environment {
  return { kind: 'custom', url: server.url, ...(server.caPem === null ? {} : { caPem: server.caPem }) };
}
