import { Button, TextInput } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvironmentCheck } from '#shared/apns/doctor';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { FieldRow } from '../../components/field-row.js';
import { useText } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import styles from './doctor.module.css';

type Asked =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly what: 'credential' | 'token' }
  | { readonly kind: 'answered'; readonly check: EnvironmentCheck }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Finds out which of Apple's environments a credential or device token belongs to. Both are asked, but only when the
 * user presses the button, because the device may receive a silent push.
 */
export function EnvironmentQuestion(props: { readonly credentialId: string | null; readonly topic: string }) {
  const { credentialId, topic } = props;
  const { t } = useTranslation('doctor');
  const client = useClient();
  const id = useId();
  const [token, setToken] = useState('');
  const [asked, setAsked] = useState<Asked>({ kind: 'idle' });
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);

  async function ask(what: 'credential' | 'token'): Promise<void> {
    if (credentialId === null) return;
    asking.current?.abort();
    const controller = new AbortController();
    asking.current = controller;
    const { signal } = controller;
    setAsked({ kind: 'asking', what });
    try {
      const check =
        what === 'token'
          ? await client.push.whichEnvironment({ credentialId, topic, token }, { signal })
          : await client.push.checkCredential(
              { credentialId, ...(topic === '' ? {} : { topic }) },
              { signal },
            );
      if (!signal.aborted) setAsked({ kind: 'answered', check });
    } catch (error) {
      if (!signal.aborted) setAsked({ kind: 'failed', error });
    }
  }

  const isAsking = (what: 'credential' | 'token'): boolean => asked.kind === 'asking' && asked.what === what;
  return (
    <section className={styles.section} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t('environments.title')}</h3>
      <p className={styles.note}>{t('environments.note')}</p>
      <FieldRow label={t('environments.credential')} note={t('environments.credentialNote')}>
        <Button
          variant="default"
          disabled={credentialId === null}
          loading={isAsking('credential')}
          onClick={() => void ask('credential')}
        >
          {t('environments.askCredential')}
        </Button>
      </FieldRow>
      <FieldRow label={t('environments.token')} htmlFor={id} note={t('environments.tokenNote')}>
        <TextInput
          id={id}
          flex={1}
          value={token}
          spellCheck={false}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={credentialId === null || topic === '' || token.trim() === ''}
          loading={isAsking('token')}
          onClick={() => void ask('token')}
        >
          {t('environments.askToken')}
        </Button>
      </FieldRow>
      <div aria-live="polite">
        <Answer asked={asked} />
      </div>
    </section>
  );
}

function Answer({ asked }: { readonly asked: Asked }) {
  const text = useText();
  const toErrorMessage = useToErrorMessage();
  if (asked.kind === 'failed') return <ErrorNotice error={toErrorMessage(asked.error)} />;
  if (asked.kind !== 'answered') return null;
  return (
    <div className={styles.answer}>
      <p className={styles.sentence}>{text(asked.check.sentence)}</p>
      <ul className={styles.answers}>
        {asked.check.answers.map(({ environment, detail }) => (
          <li key={environment.kind}>
            <EnvironmentBadge kind={environment.kind} />
            <span>{text(detail)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
