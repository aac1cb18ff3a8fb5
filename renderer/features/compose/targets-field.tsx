import { ActionIcon, Combobox, CopyButton, Pill, PillsInput, Tooltip, useCombobox } from '@mantine/core';
import { Check, Copy, Smartphone, Users } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import { shortToken } from '#shared/apns/short-token';
import { FieldRow } from '../../components/field-row.js';
import { useText } from '../../i18n/use-text.js';
import { type AddedTargets, addTargets } from '../../state/add-targets.js';
import { useComposeValue } from '../../state/compose-context.js';
import type { ComposeTarget } from '../../state/compose-document.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';
import styles from './compose.module.css';
import { suggestTargets, type TargetSuggestion, withSuggestion } from './saved-targets.js';

/** The most chips to render; the others are counted, so that a thousand pasted tokens stay usable. */
const SHOWN_CHIPS = 24;

interface TargetsProps {
  readonly targets: readonly ComposeTarget[];
  readonly sample: ComposeTarget | null;
  readonly onChange: (targets: readonly ComposeTarget[]) => void;
}

/** The target devices as chips. Tokens are accepted in any form; a note says what was cleaned up. */
export function TargetsField(props: TargetsProps) {
  const { t } = useTranslation('compose');
  const id = useId();
  const workspace = useWorkspace();
  const [typed, setTyped] = useState('');
  const [outcome, setOutcome] = useState<AddedTargets | null>(null);
  const { targets, onChange } = props;
  const suggestions = suggestTargets(workspace?.devices ?? [], typed, targets);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });

  const take = (text: string): void => {
    if (text.trim() === '') return;
    const added = addTargets(targets, text);
    setOutcome(added);
    setTyped('');
    onChange(added.targets);
  };
  const choose = (offerId: string): void => {
    const offer = suggestions.find((candidate) => candidate.id === offerId);
    if (offer === undefined) return;
    setOutcome(null);
    setTyped('');
    onChange(withSuggestion(targets, offer));
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    event.preventDefault();
    take(typed + event.clipboardData.getData('text'));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const isChoosing = combobox.dropdownOpened && combobox.getSelectedOptionIndex() !== -1;
    // With the modifier of the send shortcut too: the typed text is sent along.
    if ((event.key === 'Enter' || event.key === ',') && !isChoosing) {
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
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.DropdownTarget>
          <PillsInput id={id} flex={1} className={styles.targets}>
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
              <Combobox.EventsTarget withExpandedAttribute>
                <PillsInput.Field
                  className={styles.tokenInput}
                  value={typed}
                  placeholder={targets.length === 0 ? t('targets.placeholder') : t('targets.another')}
                  spellCheck={false}
                  autoCapitalize="off"
                  autoComplete="off"
                  onChange={(event) => {
                    setTyped(event.currentTarget.value);
                    combobox.openDropdown();
                  }}
                  onClick={() => combobox.openDropdown()}
                  onPaste={onPaste}
                  onKeyDown={onKeyDown}
                  onBlur={() => {
                    combobox.closeDropdown();
                    take(typed);
                  }}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options aria-label={t('devices.saved')} mah={280} style={{ overflowY: 'auto' }}>
            {suggestions.map((offer) => (
              <Combobox.Option key={offer.id} value={offer.id}>
                <Offer offer={offer} />
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <CopyTokens targets={targets} />
    </FieldRow>
  );
}

function Offer({ offer }: { readonly offer: TargetSuggestion }) {
  const { t } = useTranslation('compose');
  return (
    <span className={styles.offer}>
      {offer.kind === 'group' ? <Users size={13} aria-hidden /> : <Smartphone size={13} aria-hidden />}
      <span>
        {offer.kind === 'group'
          ? t('devices.groupOption', { name: offer.name, count: offer.devices.length })
          : offer.name}
      </span>
      {offer.kind === 'device' ? <code>{shortToken(offer.device.token)}</code> : null}
    </span>
  );
}

function CopyTokens({ targets }: { readonly targets: readonly ComposeTarget[] }) {
  const { t } = useTranslation('compose');
  return (
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
  );
}

function TargetChip(props: { readonly target: ComposeTarget; readonly onRemove: () => void }) {
  const { t } = useTranslation('compose');
  const { token, name } = props.target;
  const label = name ?? shortToken(token);
  return (
    <Tooltip label={token} multiline maw={360} className={styles.wholeToken}>
      <Pill
        withRemoveButton
        removeButtonProps={{
          'aria-label': t('targets.remove', { device: label }),
          'aria-hidden': false,
          tabIndex: 0,
        }}
        onRemove={props.onRemove}
        className={styles.chip}
        data-odd={readDeviceToken(token).problem === null ? undefined : true}
      >
        <Smartphone size={11} aria-hidden />
        {label}
      </Pill>
    </Tooltip>
  );
}

/** The result of the last pasted or typed text. */
function TargetsNote(props: TargetsProps & { readonly outcome: AddedTargets | null }) {
  const { t } = useTranslation('compose');
  const text = useText();
  const { outcome, sample, targets } = props;
  const waiting = useComposeValue((state) => state.parkedSamples?.targets.length ?? 0);
  const said = [
    ...(outcome !== null && outcome.added > 1 ? [t('targets.added', { count: outcome.added })] : []),
    ...(outcome !== null && outcome.duplicates > 0
      ? [t('targets.duplicates', { count: outcome.duplicates })]
      : []),
    ...(outcome?.cleaned.map(text) ?? []),
    ...(waiting > 0 ? [t('targets.aside', { count: waiting })] : []),
  ];
  return (
    <span role="status">
      {said.join(' ')}
      {targets.length === 0 && sample !== null ? (
        <button type="button" className={styles.link} onClick={() => props.onChange([sample])}>
          {t('targets.useSample')}
        </button>
      ) : null}
    </span>
  );
}
