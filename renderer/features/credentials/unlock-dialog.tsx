import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { UnlockForm } from './unlock-form.js';

/** For work that found the vault locked: unlocks it, so that the work can go on at once. */
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
