import { ActionIcon, Tooltip } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_SWITCHES, type SimulatorSwitches } from '#shared/simulator/switches';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { BehaviourControl } from './behaviour-control.js';
import styles from './behaviour-list.module.css';
import { type Behaviour, BEHAVIOUR_GROUPS, changedBehaviours, type SwitchName } from './behaviours.js';
import simulatorStyles from './simulator.module.css';

interface BehaviourListProps {
  readonly switches: SimulatorSwitches;
  /** Bundle IDs of the simulator's team. */
  readonly topics: readonly string[];
}

/**
 * Behaviours of the real service that occur only sometimes or that nobody outside Apple knows, each with a description
 * and a control.
 */
export function BehaviourList({ switches, topics }: BehaviourListProps) {
  const { t } = useTranslation('simulator');
  const client = useClient();
  const notifyError = useNotifyError();
  const changedNames = changedBehaviours(switches);
  const change = (changed: Partial<SimulatorSwitches>): void => {
    const { broadcastDisabled, ...rest } = changed;
    client.simulator
      .setSwitches({
        switches: { ...rest, ...(broadcastDisabled && { broadcastDisabled: [...broadcastDisabled] }) },
      })
      .catch(notifyError);
  };
  return (
    <>
      <div className={simulatorStyles.sectionBar}>
        <p>{t('switch.intro')}</p>
      </div>
      {BEHAVIOUR_GROUPS.map(({ id, behaviours }) => (
        <section key={id} className={styles.behaviours} aria-label={t(`switch.group.${id}`)}>
          <h2>{t(`switch.group.${id}`)}</h2>
          <ul>
            {behaviours.map((behaviour) => (
              <BehaviourRow
                key={behaviour.name}
                behaviour={behaviour}
                switches={switches}
                topics={topics}
                isChanged={changedNames.includes(behaviour.name)}
                onChange={change}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function BehaviourRow(props: {
  readonly behaviour: Behaviour;
  readonly switches: SimulatorSwitches;
  readonly topics: readonly string[];
  readonly isChanged: boolean;
  readonly onChange: (change: Partial<SimulatorSwitches>) => void;
}) {
  const { behaviour, switches, topics, isChanged, onChange } = props;
  const { name } = behaviour;
  const { t } = useTranslation('simulator');
  const id = useId();
  return (
    <li data-changed={isChanged}>
      <div>
        <h3 id={`${id}-title`}>{t(`switch.${name}.title`)}</h3>
        <p id={`${id}-text`}>{t(`switch.${name}.text`)}</p>
      </div>
      <div className={styles.control}>
        {isChanged && behaviour.kind !== 'toggle' && <ResetButton name={name} onChange={onChange} />}
        <BehaviourControl
          behaviour={behaviour}
          switches={switches}
          topics={topics}
          labelledBy={`${id}-title`}
          describedBy={`${id}-text`}
          onChange={onChange}
        />
      </div>
    </li>
  );
}

function ResetButton(props: {
  readonly name: SwitchName;
  readonly onChange: (change: Partial<SimulatorSwitches>) => void;
}) {
  const { name, onChange } = props;
  const { t } = useTranslation('simulator');
  const label = t('switch.usual', { behaviour: t(`switch.${name}.title`) });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={() => onChange({ [name]: DEFAULT_SWITCHES[name] })}
      >
        <RotateCcw size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
