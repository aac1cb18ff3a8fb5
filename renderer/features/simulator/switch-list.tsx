import { Switch } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../shell/use-notify-error.js';
import styles from './simulator.module.css';
import { WINDOW_SWITCHES, type WindowSwitch } from './window-switches.js';

/** What the real service does at times: each behaviour with a switch, and a sentence that says what it does. */
export function SwitchList({ switches }: { readonly switches: SimulatorSwitches }) {
  const { t } = useTranslation('simulator');
  const client = useClient();
  const notifyError = useNotifyError();
  return (
    <>
      <div className={styles['section-bar']}>
        <p>{t('switch.intro')}</p>
      </div>
      <ul className={styles['rules']}>
        {WINDOW_SWITCHES.map((name) => (
          <li key={name}>
            <Behaviour
              name={name}
              isOn={switches[name]}
              onChange={(isOn) => {
                client.simulator.setSwitches({ switches: { [name]: isOn } }).catch(notifyError);
              }}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function Behaviour(props: {
  readonly name: WindowSwitch;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const { name, isOn, onChange } = props;
  const { t } = useTranslation('simulator');
  const id = useId();
  return (
    <div className={styles['rule']} data-enabled={isOn}>
      <Switch
        checked={isOn}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div>
        <h3 id={`${id}-title`}>{t(`switch.${name}.title`)}</h3>
        <p id={`${id}-text`}>{t(`switch.${name}.text`)}</p>
      </div>
    </div>
  );
}
