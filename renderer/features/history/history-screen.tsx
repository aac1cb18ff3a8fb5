import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PanelHeader } from '../../components/panel-header.js';
import { useClient } from '../../platform/client-context.js';
import { usePlace } from '../../window/navigation.js';
import { useSettings } from '../../window/settings-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { filterForReason } from '../batches/batch-figures.js';
import { BatchStrip } from '../batches/batch-strip.js';
import { BatchView } from '../batches/batch-view.js';
import { ExportMenu } from '../delivery/export-menu.js';
import { DeliveryLogView } from '../log/log-panel.js';
import { useDeliveryLog } from '../log/use-delivery-log.js';
import styles from './history.module.css';
import { useLinkedDelivery } from './use-linked-delivery.js';

/** The delivery log on a page of its own, with all stored deliveries. */
export function HistoryScreen() {
  const { batch: batchId = null, delivery: deliveryId = null } = usePlace().params;
  return <HistoryOf key={`${batchId} ${deliveryId}`} batchId={batchId} deliveryId={deliveryId} />;
}

/** The whole history, or one batch with its figures; a link opens one delivery. */
function HistoryOf(props: { readonly batchId: string | null; readonly deliveryId: string | null }) {
  const { batchId, deliveryId } = props;
  const { t } = useTranslation('log');
  const [base] = useState(() => (batchId === null ? {} : { batchId }));
  const log = useDeliveryLog(base, deliveryId);
  const linked = useLinkedDelivery(deliveryId);
  return (
    <div className={styles.screen}>
      <PanelHeader title={t('history.title')}>
        <Retention />
        <ExportMenu filter={log.state.filter} />
        <ClearButton onCleared={() => log.dispatch({ kind: 'cleared' })} />
      </PanelHeader>
      <BatchStrip selectedId={batchId} />
      {batchId !== null && (
        <BatchView
          id={batchId}
          onReason={(reason) =>
            log.dispatch({ kind: 'filter-changed', filter: { ...base, ...filterForReason(reason) } })
          }
        />
      )}
      {deliveryId !== null && linked.kind === 'ready' && linked.value === null && <MissingDelivery />}
      <DeliveryLogView log={log} base={base} linked={linked.kind === 'ready' ? linked.value : null} />
    </div>
  );
}

/** Explains why the delivery of a link is missing. */
function MissingDelivery() {
  const { t } = useTranslation('log');
  return (
    <Alert color="amber" radius={0} role="status" title={t('link.missingTitle')}>
      {t('link.missing')}
    </Alert>
  );
}

function Retention() {
  const { t } = useTranslation('log');
  const { settings } = useSettings();
  const days = settings.historyRetentionDays;
  return (
    <p className={styles.retention}>
      {days === null ? t('history.forever') : t('history.retention', { count: days })}
    </p>
  );
}

/** Asks for confirmation, because this is the only action here that cannot be undone. */
function ClearButton({ onCleared }: { readonly onCleared: () => void }) {
  const { t } = useTranslation('log');
  const client = useClient();
  const notifyError = useNotifyError();
  const [asking, setAsking] = useState(false);
  const clear = async (): Promise<void> => {
    setAsking(false);
    try {
      await client.history.clear();
      onCleared();
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<Trash2 size={13} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('history.clear')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('history.clearTitle')}
        closeButtonProps={{ 'aria-label': t('history.cancel') }}
      >
        <Text>{t('history.clearText')}</Text>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('history.cancel')}
          </Button>
          <Button color="red" onClick={() => void clear()}>
            {t('history.clearConfirm')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
