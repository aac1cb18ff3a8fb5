import { TextInput } from '@mantine/core';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BUILT_IN_VARIABLES, compileTemplate } from '#shared/payload/template';
import { FieldRow } from '../../components/field-row.js';
import { useCompose, useComposeValue } from '../../state/compose-context.js';
import styles from './payload.module.css';

/** The values of the `{{variables}}` in the payload; hidden when there are none. */
export function VariablesSection() {
  const { t } = useTranslation('payload');
  const { update } = useCompose();
  const payload = useComposeValue(({ document }) => document.payload);
  const variables = useComposeValue(({ document }) => document.variables);
  const names = useMemo(() => ownNames(payload), [payload]);
  if (names.length === 0) return null;
  return (
    <div className={styles.variables} role="group" aria-label={t('variables.title')}>
      <h3>{t('variables.title')}</h3>
      {names.map((name) => (
        <VariableField
          key={name}
          name={name}
          value={Object.hasOwn(variables, name) ? (variables[name] ?? '') : ''}
          isSet={Object.hasOwn(variables, name)}
          onChange={(value) => update({ variables: { ...variables, [name]: value } })}
        />
      ))}
    </div>
  );
}

function VariableField(props: {
  readonly name: string;
  readonly value: string;
  readonly isSet: boolean;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('payload');
  const id = useId();
  return (
    <FieldRow label={props.name} htmlFor={id}>
      <TextInput
        id={id}
        flex={1}
        value={props.value}
        placeholder={props.isSet ? '' : t('variables.unset')}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
    </FieldRow>
  );
}

/** The variables that are not built in. Malformed placeholders are reported when sending. */
function ownNames(payload: string): readonly string[] {
  try {
    const builtIn: readonly string[] = BUILT_IN_VARIABLES;
    return compileTemplate(payload).names.filter((name) => !builtIn.includes(name));
  } catch {
    return [];
  }
}
