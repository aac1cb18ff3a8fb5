import { Autocomplete, Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorMessage } from '#shared/errors';
import { useText } from '../../i18n/use-text.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { isAppleId } from './import-state.js';
import styles from './need-form.module.css';

interface PasswordFormProps {
  readonly busy: boolean;
  readonly wrong: boolean;
  readonly error: ErrorMessage | null;
  readonly onSubmit: (password: string) => void;
}

/** Asks for the password of a file on its card; a wrong one stays in the field to be corrected. */
export function PasswordForm({ busy, wrong, error, onSubmit }: PasswordFormProps) {
  const { t } = useTranslation('credentials');
  const text = useText();
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (busy) return;
    field.current?.focus();
    field.current?.select();
  }, [busy]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSubmit(password);
  };
  return (
    <form className={styles.need} onSubmit={submit}>
      <PasswordInput
        ref={field}
        label={t('password.label')}
        description={wrong ? undefined : t('password.hint')}
        error={wrong && error !== null ? `${text(error.message)} ${text(error.hint)}` : undefined}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        flex={1}
      />
      <Button type="submit" loading={busy}>
        {t('password.open')}
      </Button>
    </form>
  );
}

interface AppleIdFormProps {
  readonly busy: boolean;
  /** Known from the file name; asked for otherwise. */
  readonly keyId: string | null;
  readonly error: ErrorMessage | null;
  readonly onSubmit: (answer: { readonly keyId?: string; readonly teamId: string }) => void;
}

/** Asks for what a `.p8` does not contain: key ID and team ID. */
export function AppleIdForm(props: AppleIdFormProps) {
  const { t } = useTranslation('credentials');
  const text = useText();
  const errorId = useId();
  const teams = useKnownTeams();
  const [keyId, setKeyId] = useState('');
  const [teamId, setTeamId] = useState(teams[0] ?? '');
  const [checked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // Only when nothing else has the focus: the dialog may already be open when the file turns out to need this.
  useEffect(() => {
    if (!(document.activeElement instanceof HTMLInputElement)) form.current?.querySelector('input')?.focus();
  }, []);
  const isKeyIdGood = props.keyId !== null || isAppleId(keyId);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (!isKeyIdGood || !isAppleId(teamId)) return;
    const clean = (id: string): string => id.trim().toUpperCase();
    props.onSubmit({ ...(props.keyId === null && { keyId: clean(keyId) }), teamId: clean(teamId) });
  };
  return (
    <form ref={form} className={styles.needIds} onSubmit={submit} aria-describedby={errorId}>
      <Group align="flex-start" gap="sm">
        {props.keyId === null && (
          <TextInput
            label={t('keyId.label')}
            description={t('keyId.hint')}
            value={keyId}
            onChange={(event) => setKeyId(event.currentTarget.value)}
            error={checked && !isKeyIdGood ? t('keyId.bad') : undefined}
            flex={1}
          />
        )}
        <Autocomplete
          label={t('teamId.label')}
          description={t('teamId.hint')}
          value={teamId}
          onChange={setTeamId}
          data={teams}
          error={checked && !isAppleId(teamId) ? t('teamId.bad') : undefined}
          flex={1}
        />
      </Group>
      {props.error !== null && (
        <p id={errorId} className={styles.needError} role="alert">
          {text(props.error.message)} {text(props.error.hint)}
        </p>
      )}
      <Group justify="flex-end">
        <Button type="submit" loading={props.busy}>
          {t('keyId.save')}
        </Button>
      </Group>
    </form>
  );
}

/** The team IDs of the stored credentials, without the sample: a second key is usually of the same team. */
function useKnownTeams(): string[] {
  const { query } = useCredentials();
  if (query.kind !== 'ready') return [];
  const teams = query.value.credentials.flatMap(({ teamId, sample }) =>
    sample || teamId === null ? [] : [teamId],
  );
  return [...new Set(teams)];
}
