import { Button, Group, Modal } from '@mantine/core';
import { PencilLine } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { payloadLimit } from '#shared/apns/payload-limit';
import type { Delivery } from '#shared/apns/push';
import { heaviestValues, utf8Bytes } from '#shared/payload/weigh';
import { useEditPush } from './use-edit-push.js';
import styles from './weights-dialog.module.css';

const SHOWN = 8;

interface WeightsDialogProps {
  readonly delivery: Delivery;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Why a payload is large: its heaviest members with their shares, and how much it exceeds the limit. */
export function WeightsDialog({ delivery, opened, onClose }: WeightsDialogProps) {
  const { t } = useTranslation('log');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('weights.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Weights delivery={delivery} />
      <EditButton delivery={delivery} onClose={onClose} />
    </Modal>
  );
}

function EditButton({ delivery, onClose }: Omit<WeightsDialogProps, 'opened'>) {
  const { t } = useTranslation('log');
  const edit = useEditPush();
  return (
    <Group justify="flex-end" mt="lg">
      <Button
        leftSection={<PencilLine size={14} aria-hidden />}
        onClick={() => {
          onClose();
          edit(delivery);
        }}
      >
        {t('weights.edit')}
      </Button>
    </Group>
  );
}

function Weights({ delivery }: { readonly delivery: Delivery }) {
  const { t, i18n } = useTranslation('log');
  const { push } = delivery;
  const { payload, headers, target } = push;
  const weights = useMemo(() => heaviestValues(payload, SHOWN), [payload]);
  const bytes = delivery.cutFromBytes ?? utf8Bytes(payload);
  const limit = payloadLimit(headers.pushType ?? '', headers.topic ?? '', target.kind);
  const count = (value: number): string => value.toLocaleString(i18n.language);
  const excess = bytes - limit;
  const most = weights[0]?.bytes ?? 1;
  return (
    <>
      <p className={styles.weightsSum}>
        {excess > 0
          ? t('weights.excess', { bytes: count(bytes), limit: count(limit), excess: count(excess) })
          : t('weights.within', { bytes: count(bytes), limit: count(limit) })}
      </p>
      {weights.length === 0 ? (
        <p className={styles.nothing}>{t('weights.unreadable')}</p>
      ) : (
        <table className={styles.weights} aria-label={t('weights.title')}>
          <thead>
            <tr>
              <th scope="col">{t('weights.member')}</th>
              <th scope="col">{t('weights.bytes')}</th>
              <th scope="col">{t('weights.share')}</th>
            </tr>
          </thead>
          <tbody>
            {weights.map((weight) => (
              <tr key={weight.path}>
                <th scope="row">
                  <code>{weight.path}</code>
                  <span className={styles.weightBar} aria-hidden>
                    <i style={{ width: `${(weight.bytes / most) * 100}%` }} />
                  </span>
                </th>
                <td>{count(weight.bytes)}</td>
                <td>{`${Math.round((weight.bytes / bytes) * 100)} %`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
