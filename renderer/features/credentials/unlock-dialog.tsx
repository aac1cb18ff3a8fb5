import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { UnlockForm } from './unlock-form.js';

/** Unlocks the vault for an action that found it locked, which then continues. */
export function UnlockDialog(props: { readonly onClose: () => void; readonly onUnlocked: () => void }) {
  const { t } = useTranslation('credentials');
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('vault.unlockTitle')}
      closeButtonProps={{ 'aria-label': t('import.close') }}
    >
      <UnlockForm onUnlocked={props.onUnlocked} />
    </Modal>
  );
}
