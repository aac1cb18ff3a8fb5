import { Button } from '@mantine/core';
import { LockOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../components/error-notice.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { UnlockDialog } from '../credentials/unlock-dialog.js';

/**
 * The error that kept a request from being sent. A locked vault can be unlocked here, and the request is sent after
 * all.
 */
export function RequestErrorNotice(props: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('channels');
  const toErrorMessage = useToErrorMessage();
  const [asking, setAsking] = useState(false);
  const error = toErrorMessage(props.error);
  const isLocked = error.code === 'vault-locked';
  return (
    <>
      <ErrorNotice
        error={error}
        action={
          <Button
            variant="default"
            leftSection={isLocked ? <LockOpen size={13} aria-hidden /> : null}
            onClick={() => (isLocked ? setAsking(true) : props.onRetry())}
          >
            {t(isLocked ? 'unlock' : 'again')}
          </Button>
        }
      />
      {asking && (
        <UnlockDialog
          onClose={() => setAsking(false)}
          onUnlocked={() => {
            setAsking(false);
            props.onRetry();
          }}
        />
      )}
    </>
  );
}
