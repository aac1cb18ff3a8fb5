import { ActionIcon, CopyButton, Pill, PillsInput, Tooltip } from '@mantine/core';
import { Check, Copy, Smartphone } from 'lucide-react';
import { useId, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { readDeviceToken } from '#shared/apns/device-token';
import { FieldRow } from '../../components/field-row.js';
import { useText } from '../../i18n/use-text.js';
import { addTargets, shortToken, type AddedTargets } from './add-targets.js';
import { SubjectNotes } from './subject-notes.js';
import type { ComposeTarget } from './compose-document.js';
import classes from './compose.module.css';

/** How many chips are drawn; the rest is a number, so that a thousand pasted tokens stay usable. */
const SHOWN_CHIPS = 24;

/** The devices of this push as chips. Any pasted form of a token is cleaned, and said so. */
export function TargetsField(props: {
  readonly targets: readonly ComposeTarget[];
  readonly sample: ComposeTarget | null;
  readonly onChange: (targets: readonly ComposeTarget[]) => void;
}) {
  const { t } = useTranslation('compose');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [outcome, setOutcome] = useState<AddedTargets | null>(null);
  const { targets, onChange } = props;

  const take = (text: string): void => {
    if (text.trim() === '') return;
    const added = addTargets(targets, text);
    setOutcome(added);
    setTyped('');
    onChange(added.targets);
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    event.preventDefault();
    take(typed + event.clipboardData.getData('text'));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ',') {
      event.preventDefault();
      take(typed);
    } else if (event.key === 'Backspace' && typed === '' && targets.length > 0) {
      setOutcome(null);
      onChange(targets.slice(0, -1));
    }
  };

  return (
    <FieldRow
      label={t('targets.label')}
      htmlFor={id}
      note={
        <>
          <TargetsNote {...props} outcome={outcome} />
          <SubjectNotes subject="token" />
        </>
      }
    >
      <PillsInput id={id} flex={1} className={classes['targets'] ?? ''}>
        <Pill.Group>
          {targets.slice(0, SHOWN_CHIPS).map((target) => (
            <TargetChip
              key={target.token}
              target={target}
              onRemove={() => {
                setOutcome(null);
                onChange(targets.filter((other) => other !== target));
              }}
            />
          ))}
          {targets.length > SHOWN_CHIPS ? (
            <Pill>{t('targets.more', { count: targets.length - SHOWN_CHIPS })}</Pill>
          ) : null}
          <PillsInput.Field
            className={classes['tokenInput'] ?? ''}
            value={typed}
            placeholder={targets.length === 0 ? t('targets.placeholder') : t('targets.another')}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
            onPaste={onPaste}
            onKeyDown={onKeyDown}
            onBlur={() => take(typed)}
          />
        </Pill.Group>
      </PillsInput>
      <CopyButton value={targets.map(({ token }) => token).join('\n')}>
        {({ copied, copy }) => (
          <Tooltip label={t('targets.copy')}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={t('targets.copy')}
              disabled={targets.length === 0}
              onClick={copy}
            >
              {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </FieldRow>
  );
}

function TargetChip(props: { readonly target: ComposeTarget; readonly onRemove: () => void }) {
  const { t } = useTranslation('compose');
  const { token, name } = props.target;
  const label = name ?? shortToken(token);
  return (
    <Tooltip label={token} multiline maw={360} className={classes['wholeToken'] ?? ''}>
      <Pill
        withRemoveButton
        removeButtonProps={{ 'aria-label': t('targets.remove', { device: label }), tabIndex: 0 }}
        onRemove={props.onRemove}
        className={classes['chip'] ?? ''}
        data-odd={readDeviceToken(token).problem === null ? undefined : true}
      >
        <Smartphone size={11} aria-hidden />
        {label}
      </Pill>
    </Tooltip>
  );
}

function TargetsNote(props: {
  readonly targets: readonly ComposeTarget[];
  readonly sample: ComposeTarget | null;
  readonly onChange: (targets: readonly ComposeTarget[]) => void;
  readonly outcome: AddedTargets | null;
}) {
  const { t } = useTranslation('compose');
  const text = useText();
  const { outcome, sample, targets } = props;
  const said = [
    ...(outcome !== null && outcome.added > 1 ? [t('targets.added', { count: outcome.added })] : []),
    ...(outcome !== null && outcome.duplicates > 0
      ? [t('targets.duplicates', { count: outcome.duplicates })]
      : []),
    ...(outcome?.cleaned.map(text) ?? []),
  ];
  return (
    <span role="status">
      {said.join(' ')}
      {targets.length === 0 && sample !== null ? (
        <button type="button" className={classes['link']} onClick={() => props.onChange([sample])}>
          {t('targets.useSample')}
        </button>
      ) : null}
    </span>
  );
}
