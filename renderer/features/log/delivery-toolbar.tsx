import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { BookmarkCheck, BookmarkPlus, PencilLine, RotateCw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { findPushLosses } from '#shared/history/push-losses';
import { useEditPush } from '../delivery/use-edit-push.js';
import { useResend } from '../delivery/use-resend.js';
import { CopyAsMenu } from './copy-as-menu.js';
import styles from './delivery-toolbar.module.css';
import { MoreMenu } from './more-menu.js';

interface DeliveryToolbarProps {
  readonly delivery: Delivery;
  readonly marked: boolean;
  readonly onMark: () => void;
  readonly onClose: () => void;
}

/** The actions on one delivery. */
export function DeliveryToolbar({ delivery, marked, onMark, onClose }: DeliveryToolbarProps) {
  const { t } = useTranslation('log');
  const edit = useEditPush();
  const isWhole = findPushLosses(delivery) === null;
  const { busy, resend } = useResend();
  const MarkIcon = marked ? BookmarkCheck : BookmarkPlus;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t('action.label')}>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<RotateCw size={13} aria-hidden />}
        loading={busy}
        disabled={!isWhole}
        onClick={() => void resend(delivery.push)}
      >
        {t('action.resend')}
      </Button>
      {delivery.push.target.kind === 'device' && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<PencilLine size={13} aria-hidden />}
          onClick={() => edit(delivery)}
        >
          {t('action.edit')}
        </Button>
      )}
      <CopyAsMenu delivery={delivery} />
      <MoreMenu delivery={delivery} />
      <Tooltip label={marked ? t('action.unmark') : t('action.mark')}>
        <ActionIcon onClick={onMark} aria-pressed={marked} aria-label={t('action.mark')}>
          <MarkIcon size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('action.close')}>
        <ActionIcon onClick={onClose} aria-label={t('action.close')}>
          <X size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
