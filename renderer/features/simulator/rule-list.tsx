import { ActionIcon, Button, Switch, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ArrowDown, ArrowUp, LayoutGrid, Pencil, Plus, ShieldAlert, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { describeRule } from '#shared/simulator/describe-rule';
import type { FaultRule, SimulatedDevice } from '#shared/simulator/model';
import { EmptyHint } from '../../components/empty-hint.js';
import { useText } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { RuleDialog } from './rule-dialog.js';
import { draftOf, emptyRuleDraft, moveRule, type RuleDraft, saveRule, toRulesInput } from './rule-draft.js';
import { RuleGallery } from './rule-gallery.js';
import styles from './rule-list.module.css';
import simulatorStyles from './simulator.module.css';

interface RuleListProps {
  readonly rules: readonly FaultRule[];
  readonly devices: readonly SimulatedDevice[];
}

interface Editing {
  readonly draft: RuleDraft;
  readonly isNew: boolean;
}

/** The fault rules in order of precedence, each with a sentence that describes it. */
export function RuleList({ rules, devices }: RuleListProps) {
  const { t } = useTranslation('simulator');
  const setRules = useSetRules();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [browsing, setBrowsing] = useState(false);
  const isEmpty = rules.length === 0;
  return (
    <>
      <div className={simulatorStyles.sectionBar}>
        <p>{t('rule.intro')}</p>
        <Button
          variant="default"
          leftSection={<LayoutGrid size={13} aria-hidden />}
          onClick={() => setBrowsing(true)}
        >
          {t('rule.gallery')}
        </Button>
        <Button
          leftSection={<Plus size={13} aria-hidden />}
          onClick={() => setEditing({ draft: emptyRuleDraft(crypto.randomUUID()), isNew: true })}
        >
          {t('rule.add')}
        </Button>
      </div>
      {isEmpty && (
        <EmptyHint icon={ShieldAlert} title={t('rule.empty')}>
          {t('rule.emptyHint')}
        </EmptyHint>
      )}
      <ol className={styles.rules}>
        {rules.map((rule, index) => (
          <li key={rule.id}>
            <RuleRow
              rule={rule}
              isFirst={index === 0}
              isLast={index === rules.length - 1}
              onChange={(changed) => void setRules(saveRule(rules, changed))}
              onMove={(step) => void setRules(moveRule(rules, rule.id, step))}
              onEdit={() => setEditing({ draft: draftOf(rule), isNew: false })}
              onRemove={() =>
                void setRules(
                  rules.filter(({ id }) => id !== rule.id),
                  { removed: rule, before: rules },
                )
              }
            />
          </li>
        ))}
      </ol>
      {editing !== null && (
        <RuleDialog
          draft={editing.draft}
          isNew={editing.isNew}
          devices={devices}
          onClose={() => setEditing(null)}
          onSave={(rule) => {
            void setRules(saveRule(rules, rule));
            setEditing(null);
          }}
        />
      )}
      <RuleGallery
        opened={browsing}
        onClose={() => setBrowsing(false)}
        onPick={(rule) => {
          setBrowsing(false);
          void setRules([...rules, { ...rule, id: crypto.randomUUID(), enabled: true }]);
        }}
      />
    </>
  );
}

interface RuleRowProps {
  readonly rule: FaultRule;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onChange: (rule: FaultRule) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function RuleRow({ rule, isFirst, isLast, onChange, onMove, onEdit, onRemove }: RuleRowProps) {
  const { t } = useTranslation('simulator');
  const text = useText();
  const enabled = rule.enabled !== false;
  const sentence = text(describeRule(rule));
  return (
    <article className={styles.rule} data-enabled={enabled}>
      <Switch
        checked={enabled}
        onChange={(event) => onChange({ ...rule, enabled: event.currentTarget.checked })}
        aria-label={t('rule.enabled', { rule: rule.name ?? sentence })}
      />
      <div>
        {rule.name !== undefined && <h3>{rule.name}</h3>}
        <p>{sentence}</p>
      </div>
      <div className={simulatorStyles.rowActions}>
        <Tooltip label={t('rule.up')}>
          <ActionIcon
            data-hidden={isFirst}
            disabled={isFirst}
            onClick={() => onMove(-1)}
            aria-label={t('rule.up')}
          >
            <ArrowUp size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('rule.down')}>
          <ActionIcon
            data-hidden={isLast}
            disabled={isLast}
            onClick={() => onMove(1)}
            aria-label={t('rule.down')}
          >
            <ArrowDown size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('rule.edit')}>
          <ActionIcon onClick={onEdit} aria-label={t('rule.edit')}>
            <Pencil size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('rule.remove')}>
          <ActionIcon onClick={onRemove} aria-label={t('rule.remove')}>
            <Trash2 size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </article>
  );
}

/** How long a removal can be undone from its notification. Unit: milliseconds. */
const UNDO_MS = 10_000;

type SetRules = (
  rules: readonly FaultRule[],
  undo?: { readonly removed: FaultRule; readonly before: readonly FaultRule[] },
) => Promise<void>;

/** Sends the whole list to the simulator, which applies it from the next request on. */
function useSetRules(): SetRules {
  const { t } = useTranslation('simulator');
  const text = useText();
  const client = useClient();
  const notifyError = useNotifyError();
  const setRules: SetRules = async (rules, undo) => {
    try {
      await client.simulator.setRules({ rules: toRulesInput(rules) });
    } catch (error) {
      notifyError(error);
      return;
    }
    if (undo === undefined) return;
    const id = `rule.removed.${undo.removed.id}`;
    notifications.show({
      id,
      title: t('rule.removed', { rule: undo.removed.name ?? text(describeRule(undo.removed)) }),
      message: (
        <Button
          variant="default"
          size="compact-sm"
          mt="xs"
          onClick={() => {
            notifications.hide(id);
            void setRules(undo.before);
          }}
        >
          {t('dialog.undo')}
        </Button>
      ),
      autoClose: UNDO_MS,
    });
  };
  return setRules;
}
