import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FaultRule } from '#shared/simulator/model';
import { RULE_GALLERY } from '#shared/simulator/rule-gallery';
import { useText } from '../../i18n/use-text.js';
import styles from './rule-gallery.module.css';

interface RuleGalleryProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onPick: (rule: FaultRule) => void;
}

/** Common faults, ready to use. */
export function RuleGallery({ opened, onClose, onPick }: RuleGalleryProps) {
  const { t } = useTranslation('simulator');
  const text = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('gallery.title')}
      size={640}
      closeButtonProps={{ 'aria-label': t('dialog.cancel') }}
    >
      <ul className={styles.gallery}>
        {RULE_GALLERY.map((entry) => (
          <li key={entry.rule.id}>
            <button type="button" onClick={() => onPick({ ...entry.rule, name: text(entry.title) })}>
              <b>{text(entry.title)}</b>
              <span>{text(entry.description)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
