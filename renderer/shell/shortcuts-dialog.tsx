import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyCaps } from '../window/key-caps.js';
import { SHORTCUT_IDS } from '../window/shortcuts.js';
import styles from './shortcuts-dialog.module.css';

/** Lists every keyboard shortcut of the window. */
export function ShortcutsDialog(props: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      size="sm"
    >
      <dl className={styles.list}>
        {SHORTCUT_IDS.map((id) => (
          <div key={id} className={styles.row}>
            <dt>{t(`shortcuts.${id}`)}</dt>
            <dd className={styles.keys}>
              <KeyCaps shortcut={id} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
