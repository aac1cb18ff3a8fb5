import { useTranslation } from 'react-i18next';
import type { SimulatorState } from '#shared/simulator/model';
import { CopyIcon, CopyValue } from '../../components/copy-value.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import styles from './address-card.module.css';
import { changedBehaviours } from './behaviours.js';
import { curlHint, joinPath, SIMULATOR_FILES } from './curl-hint.js';

/** The address of the simulator, and a command that sends to it from a terminal. */
export function AddressCard({ state }: { readonly state: SimulatorState }) {
  const { t } = useTranslation('simulator');
  const info = useAppInfo();
  const folder = info === null ? null : joinPath(info.dataDir, 'simulator');
  const command =
    state.url === null || info === null || folder === null
      ? null
      : curlHint({ url: state.url, folder, token: info.samples.token, topic: info.samples.topic });
  return (
    <section className={styles.address} aria-label={t('address.label')}>
      <p className={styles.running} data-running={state.running}>
        <i aria-hidden />
        <b>{t(state.running ? 'address.running' : 'address.stopped')}</b>
        <span>{t(`address.environment.${state.environment}`)}</span>
        {changedBehaviours(state.switches).map((name) => (
          <mark key={name} title={t(`switch.${name}.text`)}>
            {t(`switch.${name}.title`)}
          </mark>
        ))}
      </p>
      <dl>
        {state.url !== null && (
          <>
            <dt>{t('address.url')}</dt>
            <dd>
              <CopyValue value={state.url} label={t('address.url')} />
            </dd>
          </>
        )}
        {state.managementUrl !== null && (
          <>
            <dt>{t('address.management')}</dt>
            <dd>
              <CopyValue value={state.managementUrl} label={t('address.management')} />
            </dd>
          </>
        )}
        {folder !== null && (
          <>
            <dt>{t('address.ca')}</dt>
            <dd>
              <CopyValue value={joinPath(folder, SIMULATOR_FILES.ca)} label={t('address.ca')} />
            </dd>
          </>
        )}
      </dl>
      {command !== null && (
        <details className={styles.command}>
          <summary>{t('address.try')}</summary>
          <div>
            <pre tabIndex={0} aria-label={t('address.try')}>
              {command}
            </pre>
            <CopyIcon value={command} label={t('address.command')} />
          </div>
        </details>
      )}
    </section>
  );
}
