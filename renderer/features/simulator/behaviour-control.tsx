import { MultiSelect, NumberInput, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import styles from './behaviour-control.module.css';
import type { Behaviour } from './behaviours.js';
import { type NumberField, toNumber } from './rule-draft.js';

interface ControlProps {
  readonly behaviour: Behaviour;
  readonly switches: SimulatorSwitches;
  readonly topics: readonly string[];
  /** IDs of the elements that label and describe the behaviour. */
  readonly labelledBy: string;
  readonly describedBy: string;
  readonly onChange: (change: Partial<SimulatorSwitches>) => void;
}

/** The control for one behaviour. */
export function BehaviourControl(props: ControlProps) {
  const { behaviour, switches, topics, onChange } = props;
  const { t } = useTranslation('simulator');
  const named = { 'aria-labelledby': props.labelledBy, 'aria-describedby': props.describedBy };
  switch (behaviour.kind) {
    case 'toggle':
      return (
        <Switch
          {...named}
          checked={switches[behaviour.name]}
          onChange={(event) => onChange({ [behaviour.name]: event.currentTarget.checked })}
        />
      );
    case 'choice': {
      const data = behaviour.values.map((value) => ({ value, label: choiceLabel(t, value) }));
      return (
        <Select
          {...named}
          className={styles.choice}
          data={data}
          value={switches[behaviour.name]}
          allowDeselect={false}
          onChange={(value) => value !== null && onChange({ [behaviour.name]: value })}
        />
      );
    }
    case 'amount':
      return (
        <AmountField
          {...behaviour}
          named={named}
          value={switches[behaviour.name]}
          onChange={(value) => onChange({ [behaviour.name]: value })}
        />
      );
    case 'optional-amount': {
      const value = switches[behaviour.name];
      return (
        <>
          {value !== null && (
            <AmountField
              {...behaviour}
              named={named}
              value={value}
              onChange={(changed) => onChange({ [behaviour.name]: changed })}
            />
          )}
          <Switch
            {...named}
            checked={value !== null}
            onChange={() => onChange({ [behaviour.name]: value === null ? behaviour.whenOn : null })}
          />
        </>
      );
    }
    case 'rate': {
      const rate = switches.deviceRate;
      return (
        <>
          {rate !== null && (
            <>
              <AmountField
                label={t('switch.deviceRate.pushes')}
                unit="pushes"
                min={1}
                max={10_000}
                value={rate.pushes}
                onChange={(pushes) => onChange({ deviceRate: { ...rate, pushes } })}
              />
              <AmountField
                label={t('switch.deviceRate.period')}
                unit="seconds"
                min={1}
                max={86_400_000}
                value={rate.perMs}
                onChange={(perMs) => onChange({ deviceRate: { ...rate, perMs } })}
              />
            </>
          )}
          <Switch
            {...named}
            checked={rate !== null}
            onChange={() => onChange({ deviceRate: rate === null ? behaviour.whenOn : null })}
          />
        </>
      );
    }
    case 'apps':
      return (
        <MultiSelect
          {...named}
          className={styles.apps}
          data={[...new Set([...topics, ...switches.broadcastDisabled])]}
          value={[...switches.broadcastDisabled]}
          placeholder={switches.broadcastDisabled.length === 0 ? t('switch.broadcastDisabled.none') : ''}
          onChange={(broadcastDisabled) => onChange({ broadcastDisabled })}
        />
      );
  }
}

type Translate = ReturnType<typeof useTranslation<'simulator'>>['t'];

/** A reason is its own label; other choices are translated. */
function choiceLabel(t: Translate, value: string): string {
  switch (value) {
    case 'connection':
    case 'key':
    case 'off':
    case 'accept':
    case 'reject':
      return t(`switch.choice.${value}`);
    default:
      return value;
  }
}

/** A number input that applies its value on Enter, on an arrow key, or on blur. */
function AmountField(props: {
  readonly label?: string;
  readonly named?: Readonly<Record<'aria-labelledby' | 'aria-describedby', string>>;
  readonly unit: 'streams' | 'seconds' | 'channels' | 'errors' | 'pushes';
  /** Where the unit is seconds, value and changes are in milliseconds. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}) {
  const { label, named, unit, value, min, max, onChange } = props;
  const { t } = useTranslation('simulator');
  const [draft, setDraft] = useState<NumberField>();
  const factor = unit === 'seconds' ? 1000 : 1;
  const takeOver = (): void => {
    setDraft(undefined);
    if (draft === undefined || draft === '') return;
    const next = Math.min(max, Math.max(min, Math.round(draft * factor)));
    if (next !== value) onChange(next);
  };
  return (
    <NumberInput
      {...(label === undefined ? named : { 'aria-label': label })}
      className={styles.amount}
      value={draft ?? value / factor}
      min={min / factor}
      max={max / factor}
      allowDecimal={factor > 1}
      decimalScale={3}
      thousandSeparator=","
      suffix={` ${t(`switch.unit.${unit}`)}`}
      hideControls
      onChange={(typed) => setDraft(toNumber(typed))}
      onBlur={takeOver}
      onKeyDown={(event) => event.key === 'Enter' && takeOver()}
    />
  );
}
