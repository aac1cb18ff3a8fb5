import { Checkbox, PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface Sealing {
  readonly outPassword: string;
  readonly legacy: boolean;
}

interface SealingFieldsProps {
  readonly value: Sealing;
  readonly isRequired: boolean;
  /** Offers the legacy encryption of `.p12`, the only one that old Keychains open. */
  readonly withLegacy: boolean;
  readonly onChange: (value: Sealing) => void;
}

/** The password that encrypts the private key in the new file. */
export function SealingFields({ value, isRequired, withLegacy, onChange }: SealingFieldsProps) {
  const { t } = useTranslation('credentials');
  return (
    <>
      <PasswordInput
        label={t(isRequired ? 'sealing.password' : 'sealing.optional')}
        description={t('sealing.hint')}
        value={value.outPassword}
        onChange={(event) => onChange({ ...value, outPassword: event.currentTarget.value })}
        autoComplete="new-password"
        required={isRequired}
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      />
      {withLegacy && (
        <Checkbox
          label={t('sealing.legacy')}
          checked={value.legacy}
          onChange={(event) => onChange({ ...value, legacy: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
