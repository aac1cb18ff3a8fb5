import {
  Autocomplete,
  Button,
  Fieldset,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PUSH_TYPES } from '#shared/apns/push-types';
import { describeRule } from '#shared/simulator/describe-rule';
import type { FaultRule, SimulatedDevice } from '#shared/simulator/model';
import { useText } from '../../i18n/use-text.js';
import styles from './rule-dialog.module.css';
import { problemsOf, type RuleDraft, ruleOf, toNumber } from './rule-draft.js';
import { RuleEffectFields } from './rule-effect-fields.js';
import simulatorStyles from './simulator.module.css';

interface RuleDialogProps {
  readonly draft: RuleDraft;
  readonly devices: readonly SimulatedDevice[];
  readonly isNew: boolean;
  readonly onSave: (rule: FaultRule) => void;
  readonly onClose: () => void;
}

/** Edits a fault rule. A sentence that describes the rule is updated while it is edited. */
export function RuleDialog({ draft: initial, devices, isNew, onSave, onClose }: RuleDialogProps) {
  const { t } = useTranslation('simulator');
  const text = useText();
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const problems = problemsOf(draft);
  const rule = ruleOf(draft);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(isNew ? 'rule.addTitle' : 'rule.editTitle')}
      size={600}
      closeButtonProps={{ 'aria-label': t('dialog.cancel') }}
    >
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          if (problems.length === 0) onSave(rule);
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('rule.name')}
            placeholder={t('rule.namePlaceholder')}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            maxLength={200}
            data-autofocus
          />
          <Fieldset legend={t('rule.then')} radius="md">
            <RuleEffectFields draft={draft} problems={problems} onChange={change} />
          </Fieldset>
          <Fieldset legend={t('rule.when')} radius="md">
            <ConditionFields draft={draft} devices={devices} problems={problems} onChange={change} />
          </Fieldset>
          <p className={styles.sentence} role="status">
            {problems.length === 0 ? text(describeRule(rule)) : t('rule.incomplete')}
          </p>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('dialog.cancel')}
            </Button>
            <Button type="submit" disabled={problems.length > 0}>
              {t('dialog.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface ConditionFieldsProps {
  readonly draft: RuleDraft;
  readonly devices: readonly SimulatedDevice[];
  readonly problems: readonly string[];
  readonly onChange: (part: Partial<RuleDraft>) => void;
}

/** The conditions of a rule; an empty field matches every request. */
function ConditionFields({ draft, devices, problems, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation('simulator');
  const topics = [...new Set(devices.flatMap((device) => device.topics))];
  return (
    <div className={simulatorStyles.fields}>
      <Select
        label={t('rule.device')}
        placeholder={t('rule.any')}
        data={deviceOptions(devices, draft.token)}
        value={draft.token === '' ? null : draft.token}
        onChange={(token) => onChange({ token: token ?? '' })}
        clearable
      />
      <Autocomplete
        label={t('rule.topic')}
        placeholder={t('rule.any')}
        description={t('rule.prefixHint')}
        data={topics}
        value={draft.topic}
        onChange={(topic) => onChange({ topic })}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      <Select
        label={t('rule.pushType')}
        placeholder={t('rule.any')}
        data={PUSH_TYPES}
        value={draft.pushType === '' ? null : draft.pushType}
        onChange={(pushType) => onChange({ pushType: pushType ?? '' })}
        clearable
      />
      <TextInput
        label={t('rule.payload')}
        placeholder={t('rule.any')}
        value={draft.payload}
        onChange={(event) => onChange({ payload: event.currentTarget.value })}
      />
      <NumberInput
        label={t('rule.every')}
        placeholder={t('rule.everyPlaceholder')}
        value={draft.every}
        onChange={(value) => onChange({ every: toNumber(value) })}
        min={1}
        allowDecimal={false}
      />
      <NumberInput
        label={t('rule.after')}
        placeholder={t('rule.afterPlaceholder')}
        value={draft.after}
        onChange={(value) => onChange({ after: toNumber(value) })}
        min={0}
        allowDecimal={false}
      />
      <NumberInput
        label={t('rule.percent')}
        placeholder="100"
        value={draft.percent}
        onChange={(value) => onChange({ percent: toNumber(value) })}
        error={problems.includes('percent') ? t('rule.problem.percent') : undefined}
        suffix=" %"
      />
      <NumberInput
        label={t('rule.seed')}
        description={t('rule.seedHint')}
        value={draft.seed}
        onChange={(value) => onChange({ seed: toNumber(value) })}
        allowDecimal={false}
        inputWrapperOrder={['label', 'input', 'description']}
      />
    </div>
  );
}

/** The devices by name, and a token or prefix that matches none of them as typed. */
function deviceOptions(devices: readonly SimulatedDevice[], token: string) {
  const known = devices.map((device) => ({ value: device.token, label: device.name }));
  return token === '' || known.some(({ value }) => value === token)
    ? known
    : [...known, { value: token, label: token }];
}
