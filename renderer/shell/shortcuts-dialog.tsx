import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyCaps } from '../window/key-caps.js';
import { SHORTCUT_IDS } from '../window/shortcuts.js';
import classes from './shortcuts-dialog.module.css';

/** Every shortcut of the window in one list. */
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
      <dl className={classes['list']}>
        {SHORTCUT_IDS.map((id) => (
          <div key={id} className={classes['row']}>
            <dt>{t(`shortcuts.${id}`)}</dt>
            <dd className={classes['keys']}>
              <KeyCaps shortcut={id} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
