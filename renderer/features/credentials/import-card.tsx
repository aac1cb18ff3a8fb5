import { ActionIcon, Button, Loader, Tooltip } from '@mantine/core';
import { ArrowRight, Hourglass, Link2, X } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinedHalf } from '#shared/credentials/inspection';
import type { ErrorMessage } from '#shared/errors';
import { ErrorNotice } from '../../components/error-notice.js';
import { useText } from '../../i18n/use-text.js';
import { useCredentials } from '../../platform/credentials-context.js';
import credentialsStyles from './credentials.module.css';
import { DiagnosisCard } from './diagnosis-card.js';
import styles from './import-card.module.css';
import { type ImportItem, isHalf, needOf } from './import-state.js';
import { AppleIdForm, PasswordForm } from './need-form.js';
import { UnlockForm } from './unlock-form.js';
import type { ImportAnswer } from './use-imports.js';
import { useSendWith } from './use-send-with.js';

interface ImportCardProps {
  readonly item: ImportItem;
  /** The name of the file further up that shows the same credential; `null` where this card does. */
  readonly shownIn: string | null;
  readonly onAnswer: (answer: ImportAnswer) => void;
  /** Called when the vault can accept the file after all: it was unlocked, or its protection is to be chosen again. */
  readonly onUnlocked: () => void;
  readonly onDismiss: () => void;
  /** Called when the credential was selected in Compose and the dialog can close. */
  readonly onUsed: () => void;
}

/** One imported file: being read, waiting for input, refused with the reason, or stored. */
export function ImportCard({ item, shownIn, onAnswer, onUnlocked, onDismiss, onUsed }: ImportCardProps) {
  const { t } = useTranslation('credentials');
  const { query } = useCredentials();
  const sendWith = useSendWith();
  const { card } = item;
  const inspection = card?.inspection ?? null;
  const need = card === null ? null : needOf(card);
  const credential =
    query.kind === 'ready' ? query.value.credentials.find(({ id }) => id === card?.credentialId) : undefined;
  const error = item.failure ?? (need === null ? card?.error : null) ?? null;
  const isReading = item.busy && card === null;
  const isUsable = shownIn === null && (credential?.kind === 'identity' || credential?.kind === 'apns-key');
  const use = useFocusAfterAnswer(isUsable && item.attempts > 0);
  return (
    <article className={credentialsStyles.importCard} aria-label={item.name} aria-busy={item.busy}>
      <header>
        <code className={styles.fileName} title={item.name}>
          {item.name}
        </code>
        {item.busy && <Loader size={14} role="img" aria-label={t('import.reading')} />}
        <Tooltip label={t('import.dismiss')}>
          <ActionIcon size="sm" onClick={onDismiss} aria-label={t('import.dismissFile', { name: item.name })}>
            <X size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </header>
      {isReading && <p className={credentialsStyles.quiet}>{t('import.reading')}</p>}
      {card?.joined !== undefined && <JoinedNote joined={card.joined} />}
      {shownIn === null ? (
        inspection !== null && <DiagnosisCard inspection={inspection} teamId={credential?.teamId ?? null} />
      ) : (
        <p className={credentialsStyles.quiet}>{t('import.shownAbove', { name: shownIn })}</p>
      )}
      {need === 'password' && card !== null && (
        <PasswordForm
          busy={item.busy}
          wrong={card.error?.code === 'wrong-password'}
          error={card.error}
          onSubmit={(password) => onAnswer({ password })}
        />
      )}
      {(need === 'team-id' || need === 'key-and-team-id') && card !== null && (
        <AppleIdForm
          busy={item.busy}
          keyId={inspection?.keyId ?? null}
          error={item.attempts > 0 ? card.error : null}
          onSubmit={onAnswer}
        />
      )}
      {item.failure?.code === 'vault-locked' && !item.busy && <UnlockForm onUnlocked={onUnlocked} />}
      {item.failure?.code === 'vault-choice-needed' && !item.busy && (
        <Button variant="default" size="compact-sm" onClick={onUnlocked}>
          {t('vault.choose')}
        </Button>
      )}
      {error !== null && !item.busy && (
        <>{card !== null && isHalf(card) ? <HalfNote error={error} /> : <ErrorNotice error={error} />}</>
      )}
      {card?.duplicate === true && shownIn === null && (
        <p className={credentialsStyles.quiet}>{t('import.duplicate')}</p>
      )}
      {isUsable && (
        <Button
          ref={use}
          className={styles.use}
          rightSection={<ArrowRight size={13} aria-hidden />}
          onClick={() => {
            sendWith(credential);
            onUsed();
          }}
        >
          {t('use.button')}
        </Button>
      )}
    </article>
  );
}

/** The form that had the focus is gone: moves the focus to the next action. */
function useFocusAfterAnswer(isDone: boolean): RefObject<HTMLButtonElement | null> {
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isDone && document.activeElement === document.body) next.current?.focus();
  }, [isDone]);
  return next;
}

/** Which other half a file was joined with, and where that was. */
function JoinedNote({ joined }: { readonly joined: JoinedHalf }) {
  const { t } = useTranslation('credentials');
  const { half, source, kept } = joined;
  const how = source === null ? 'nameless' : kept ? 'kept' : 'dropped';
  return (
    <p className={credentialsStyles.joined} role="status">
      <Link2 size={14} aria-hidden />
      {t(`joined.${half}.${how}`, { name: source ?? '' })}
    </p>
  );
}

/** What a stored half still needs: a next step, not an error. */
function HalfNote({ error }: { readonly error: ErrorMessage }) {
  const text = useText();
  return (
    <p className={credentialsStyles.half} role="status">
      <Hourglass size={14} aria-hidden />
      <span>
        {text(error.message)} {text(error.hint)}
      </span>
    </p>
  );
}
