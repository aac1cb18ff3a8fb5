import { useAppInfo } from '../../platform/app-info-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { topicAfterTypeChange } from '../../state/change-push-type.js';
import { useCompose, useComposeFields } from '../../state/compose-context.js';
import type { ComposeFields } from '../../state/compose-document.js';
import { LintProvider } from '../../state/lint-context.js';
import { useSettings } from '../../window/settings-context.js';
import { EnvironmentSwitch } from '../environment/environment-switch.js';
import { PayloadSection } from '../payload/payload-section.js';
import { PresetBar } from '../workspace/preset-bar.js';
import { withDefaultCredential } from './choose-default.js';
import styles from './compose.module.css';
import { CredentialPicker } from './credential-picker.js';
import { HeadersSection } from './headers-section.js';
import { PushTypeField } from './push-type-field.js';
import { SendBar } from './send-bar.js';
import { TargetsField } from './targets-field.js';
import { TopicField } from './topic-field.js';

/** The screen where a push is written and sent. */
export function ComposeScreen() {
  return (
    <LintProvider>
      <ComposeParts />
    </LintProvider>
  );
}

/** Separate from the diagnostics around it, so that a key in the payload does not re-render every field. */
function ComposeParts() {
  const info = useAppInfo();
  const { update } = useCompose();
  const document = useComposeFields();
  const { query } = useCredentials();
  const { settings } = useSettings();
  const credentials = query.kind === 'ready' ? query.value.credentials : [];
  const change = (next: Partial<Pick<ComposeFields, 'environment' | 'topic'>>): void =>
    update(withDefaultCredential(document, next, { credentials, servers: settings.customServers }));
  return (
    <div className={styles.root} data-environment={document.environment.kind}>
      <div className={styles.toolbar}>
        <EnvironmentSwitch
          environment={document.environment}
          onChange={(environment) => change({ environment })}
        />
        <SendBar document={document} />
      </div>
      <PresetBar />
      <div className={styles.scroll}>
        <div className={styles.fields}>
          <div className={styles.field}>
            <CredentialPicker document={document} onChange={(credentialId) => update({ credentialId })} />
          </div>
          <div className={styles.field}>
            <PushTypeField
              pushType={document.pushType}
              onChange={(pushType) =>
                update({
                  pushType,
                  topic: topicAfterTypeChange(document.topic, document.pushType, pushType),
                })
              }
            />
          </div>
          <div className={styles.field}>
            <TargetsField
              targets={document.targets}
              sample={
                info === null || document.environment.kind !== 'simulator'
                  ? null
                  : { token: info.samples.token, name: info.samples.device }
              }
              onChange={(targets) => update({ targets })}
            />
          </div>
          <div className={styles.field}>
            <TopicField
              topic={document.topic}
              pushType={document.pushType}
              credentialId={document.credentialId}
              onChange={(topic) => change({ topic })}
            />
          </div>
        </div>
        <HeadersSection document={document} onChange={update} />
        <PayloadSection />
      </div>
    </div>
  );
}
