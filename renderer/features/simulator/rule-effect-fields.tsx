import { Autocomplete, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { REASON_RULES, reasonRule } from '#shared/apns/reasons';
import { type DraftProblem, EFFECT_KINDS, RESET_CODES, type RuleDraft, toNumber } from './rule-draft.js';
import styles from './rule-effect-fields.module.css';
import simulatorStyles from './simulator.module.css';

interface RuleEffectFieldsProps {
  readonly draft: RuleDraft;
  readonly problems: readonly DraftProblem[];
  readonly onChange: (part: Partial<RuleDraft>) => void;
}

/** The effect of a rule, with the fields of the selected kind. */
export function RuleEffectFields({ draft, problems, onChange }: RuleEffectFieldsProps) {
  const { t } = useTranslation('simulator');
  return (
    <div className={simulatorStyles.fields}>
      <Select
        label={t('rule.effect')}
        data={EFFECT_KINDS.map((value) => ({ value, label: t(`effect.${value}`) }))}
        value={draft.effect}
        allowDeselect={false}
        onChange={(effect) => {
          if (effect !== null) onChange({ effect });
        }}
        className={styles.wide}
      />
      {draft.effect === 'answer' && <AnswerFields draft={draft} problems={problems} onChange={onChange} />}
      {draft.effect === 'delay' && (
        <>
          <NumberInput
            label={t('rule.delayMin')}
            value={draft.delayMin}
            onChange={(value) => onChange({ delayMin: toNumber(value) })}
            error={problems.includes('delayMin') ? t('rule.problem.delayMin') : undefined}
            suffix={t('unit.ms')}
            thousandSeparator=" "
          />
          <NumberInput
            label={t('rule.delayMax')}
            placeholder={t('rule.delayMaxPlaceholder')}
            value={draft.delayMax}
            onChange={(value) => onChange({ delayMax: toNumber(value) })}
            error={problems.includes('delayMax') ? t('rule.problem.delayMax') : undefined}
            suffix={t('unit.ms')}
            thousandSeparator=" "
          />
        </>
      )}
      {draft.effect === 'reset' && (
        <Autocomplete
          label={t('rule.resetCode')}
          data={RESET_CODES}
          value={draft.resetCode}
          onChange={(resetCode) => onChange({ resetCode })}
        />
      )}
      {draft.effect === 'throttle' && (
        <NumberInput
          label={t('rule.streams')}
          value={draft.streams}
          onChange={(value) => onChange({ streams: toNumber(value) })}
          error={problems.includes('streams') ? t('rule.problem.streams') : undefined}
          min={1}
          allowDecimal={false}
        />
      )}
      {draft.effect === 'goaway' && <GoawayFields draft={draft} problems={problems} onChange={onChange} />}
    </div>
  );
}

function AnswerFields({ draft, problems, onChange }: RuleEffectFieldsProps) {
  const { t } = useTranslation('simulator');
  return (
    <>
      <Autocomplete
        label={t('rule.reason')}
        data={REASON_NAMES}
        value={draft.reason}
        onChange={(reason) => onChange({ reason, ...statusOf(reason) })}
        error={problems.includes('reason') ? t('rule.problem.reason') : undefined}
        limit={60}
      />
      <NumberInput
        label={t('rule.status')}
        value={draft.status}
        onChange={(value) => onChange({ status: toNumber(value) })}
        error={problems.includes('status') ? t('rule.problem.status') : undefined}
        allowDecimal={false}
      />
    </>
  );
}

function GoawayFields({ draft, problems, onChange }: RuleEffectFieldsProps) {
  const { t } = useTranslation('simulator');
  return (
    <>
      <Select
        label={t('rule.debug')}
        data={(['json', 'empty', 'text'] as const).map((value) => ({ value, label: t(`goaway.${value}`) }))}
        value={draft.debug}
        allowDeselect={false}
        onChange={(debug) => {
          if (debug !== null) onChange({ debug });
        }}
      />
      <TextInput
        label={t('rule.goawayReason')}
        value={draft.goawayReason}
        onChange={(event) => onChange({ goawayReason: event.currentTarget.value })}
        disabled={draft.debug === 'empty'}
      />
      <Select
        label={t('rule.lastStream')}
        data={(['last', 'none', 'number'] as const).map((value) => ({
          value,
          label: t(`lastStream.${value}`),
        }))}
        value={draft.lastStream}
        allowDeselect={false}
        onChange={(lastStream) => {
          if (lastStream !== null) onChange({ lastStream });
        }}
      />
      {draft.lastStream === 'number' && (
        <NumberInput
          label={t('rule.lastStreamId')}
          value={draft.lastStreamId}
          onChange={(value) => onChange({ lastStreamId: toNumber(value) })}
          error={problems.includes('lastStreamId') ? t('rule.problem.lastStreamId') : undefined}
          allowDecimal={false}
        />
      )}
      <Switch
        label={t('rule.twice')}
        checked={draft.twice}
        onChange={(event) => onChange({ twice: event.currentTarget.checked })}
        className={styles.wide}
      />
    </>
  );
}

const REASON_NAMES = REASON_RULES.map(({ reason }) => reason);

/** A known reason sets its status. */
function statusOf(reason: string): Partial<RuleDraft> {
  const rule = reasonRule(reason);
  return rule === undefined ? {} : { status: rule.status };
}
