import { RadioTower } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { bundleIdOf } from '#shared/apns/topic';
import { EmptyHint } from '../../components/empty-hint.js';
import { useStored } from '../../platform/stored-value.js';
import { useComposeValue } from '../../state/compose-context.js';
import { ChannelBrowser } from './channel-browser.js';
import { isScope, type Scope, scopeKey } from './channel-scope.js';
import styles from './channels.module.css';
import { ScopeContext } from './scope-context.js';
import { ScopeForm } from './scope-form.js';

/** The broadcast channels of an app. Starts with the values of Compose. */
export function ChannelsScreen() {
  const { t } = useTranslation('channels');
  const composed = useComposeValue(({ document }) => document);
  const [scope, setScope] = useStored<Scope>('channels.scope', isScope, {
    environment: composed.environment,
    credentialId: composed.credentialId,
    bundleId: bundleIdOf(composed.topic),
  });
  const handle = useMemo(() => ({ scope, change: setScope }), [scope, setScope]);
  return (
    <ScopeContext value={handle}>
      <div className={styles.screen} data-environment={scope.environment.kind}>
        <ScopeForm />
        {scope.bundleId === '' ? (
          <EmptyHint icon={RadioTower} title={t('whose.title')}>
            {t('whose.text')}
          </EmptyHint>
        ) : (
          <ChannelBrowser key={scopeKey(scope)} scope={scope} />
        )}
      </div>
    </ScopeContext>
  );
}
