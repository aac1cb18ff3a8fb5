import { Button, Group, Modal, Text } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Resends pushes that may have arrived, after a warning that some could arrive twice. */
export function ResendUnknown(props: {
  readonly count: number;
  readonly busy: boolean;
  readonly onResend: () => void;
}) {
  const { t } = useTranslation('log');
  const [asking, setAsking] = useState(false);
  const { count, busy } = props;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<RotateCw size={13} aria-hidden />}
        loading={busy}
        onClick={() => setAsking(true)}
      >
        {t('batch.resendUnknown', { count })}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('batch.resendUnknownTitle', { count })}
        closeButtonProps={{ 'aria-label': t('history.cancel') }}
      >
        <Text>{t('batch.resendUnknownText')}</Text>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('history.cancel')}
          </Button>
          <Button
            onClick={() => {
              setAsking(false);
              props.onResend();
            }}
          >
            {t('batch.resendUnknownConfirm')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
