import { useAppInfo } from '../../platform/app-info-context.js';
import { PresetBar } from '../workspace/preset-bar.js';
import { PayloadSection } from '../payload/payload-section.js';
import { topicAfterTypeChange } from './change-push-type.js';
import { useCompose, useComposeFields } from './compose-context.js';
import classes from './compose.module.css';
import { CredentialPicker } from './credential-picker.js';
import { EnvironmentSwitch } from './environment-switch.js';
import { HeadersSection } from './headers-section.js';
import { LintProvider } from './lint-context.js';
import { PushTypeField } from './push-type-field.js';
import { SendBar } from './send-bar.js';
import { TargetsField } from './targets-field.js';
import { TopicField } from './topic-field.js';

/** Where a push is written and sent. */
export function ComposeScreen() {
  return (
    <LintProvider>
      <ComposeParts />
    </LintProvider>
  );
}

/** Apart from the checks around it, so that a key in the payload does not draw every field anew. */
function ComposeParts() {
  const info = useAppInfo();
  const { update } = useCompose();
  const document = useComposeFields();
  return (
    <div className={classes['root']} data-environment={document.environment.kind}>
      <div className={classes['toolbar']}>
        <EnvironmentSwitch
          environment={document.environment}
          onChange={(environment) => update({ environment })}
        />
        <SendBar document={document} />
      </div>
      <PresetBar />
      <div className={classes['scroll']}>
        <div className={classes['fields']}>
          <CredentialPicker
            credentialId={document.credentialId}
            onChange={(credentialId) => update({ credentialId })}
          />
          <PushTypeField
            pushType={document.pushType}
            onChange={(pushType) =>
              update({
                pushType,
                topic: topicAfterTypeChange(document.topic, document.pushType, pushType),
              })
            }
          />
          <TargetsField
            targets={document.targets}
            sample={
              info === null || document.environment.kind !== 'simulator'
                ? null
                : { token: info.samples.token, name: null }
            }
            onChange={(targets) => update({ targets })}
          />
          <TopicField
            topic={document.topic}
            pushType={document.pushType}
            credentialId={document.credentialId}
            onChange={(topic) => update({ topic })}
          />
        </div>
        <HeadersSection document={document} onChange={update} />
        <PayloadSection />
      </div>
    </div>
  );
}
