import { Select, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { isPushType, PUSH_TYPES } from '#shared/apns/push-types';
import { FieldRow } from '../../components/field-row.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';

const NONE = '';

/** The push type. APNs requires it, so it is sent unless deliberately left out. */
export function PushTypeField(props: {
  readonly pushType: string;
  readonly onChange: (pushType: string) => void;
}) {
  const { t } = useTranslation('compose');
  const id = useId();
  const known = isPushType(props.pushType) ? props.pushType : null;
  return (
    <FieldRow label={t('pushType.label')} htmlFor={id} note={<SubjectNotes subject="push-type" />}>
      <Select
        id={id}
        flex={1}
        value={props.pushType}
        data={[
          ...PUSH_TYPES.map((type) => ({ value: type, label: type })),
          ...(known === null && props.pushType !== NONE
            ? [{ value: props.pushType, label: props.pushType }]
            : []),
          { value: NONE, label: t('pushType.none') },
        ]}
        allowDeselect={false}
        maxDropdownHeight={420}
        onChange={(value) => props.onChange(value ?? NONE)}
        renderOption={({ option }) => (
          <div>
            <Text size="sm">{option.label}</Text>
            {isPushType(option.value) ? (
              <Text size="xs" c="dimmed">
                {t(`pushType.about.${option.value}`)}
              </Text>
            ) : null}
          </div>
        )}
      />
    </FieldRow>
  );
}
