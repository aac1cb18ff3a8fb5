import { Button, SegmentedControl, Select } from '@mantine/core';
import { modals } from '@mantine/modals';
import { RadioTower } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/apns/channel';
import { FieldRow } from '../../components/field-row.js';
import { useStored } from '../../platform/stored-value.js';
import { ENVIRONMENT_COLORS } from '../../theme/environment-colors.js';
import { KeyCaps } from '../../window/key-caps.js';
import { shortcutWithin } from '../../window/use-shortcuts.js';
import {
  BROADCAST_EVENTS,
  type BroadcastDraft,
  broadcastPush,
  eventOf,
  FIRST_DRAFT,
  isBroadcastDraft,
  KEEP_HOURS,
  PRIORITIES,
  withEvent,
} from './broadcast-draft.js';
import { BroadcastEditor } from './broadcast-editor.js';
import { BroadcastResult } from './broadcast-result.js';
import type { Scope } from './channel-scope.js';
import styles from './channels.module.css';
import { currentInputs } from './current-inputs.js';
import { useBroadcast } from './use-broadcast.js';

/** Sends one update of a Live Activity, or its end, to every follower of the channel. */
export function BroadcastForm({ scope, channel }: { readonly scope: Scope; readonly channel: Channel }) {
  const { t } = useTranslation('channels');
  const [draft, setDraft] = useStored<BroadcastDraft>('channels.broadcast', isBroadcastDraft, FIRST_DRAFT);
  const { state, send } = useBroadcast();
  const titleId = useId();
  const kind = scope.environment.kind;
  const go = (): void => {
    void send(() => broadcastPush(scope, channel, draft, currentInputs()));
  };
  const start = (): void => {
    if (state.kind === 'sending') return;
    if (kind !== 'production') {
      go();
      return;
    }
    modals.openConfirmModal({
      title: t('guard.title'),
      children: t('guard.text'),
      labels: { confirm: t('guard.confirm'), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: go,
    });
  };
  return (
    <section className={styles.broadcast} aria-labelledby={titleId} onKeyDown={shortcutWithin('send', start)}>
      <div className={styles.broadcastBar}>
        <h3 id={titleId}>{t('broadcast.title')}</h3>
        <SegmentedControl
          aria-label={t('broadcast.event')}
          value={eventOf(draft.payload) ?? ''}
          onChange={(value) => {
            const event = BROADCAST_EVENTS.find((known) => known === value);
            if (event !== undefined) setDraft({ ...draft, payload: withEvent(draft.payload, event) });
          }}
          data={BROADCAST_EVENTS.map((value) => ({ value, label: t(`broadcast.events.${value}`) }))}
        />
        <Button
          color={ENVIRONMENT_COLORS[kind]}
          leftSection={<RadioTower size={14} aria-hidden />}
          rightSection={<KeyCaps shortcut="send" />}
          loading={state.kind === 'sending'}
          onClick={start}
        >
          {t(kind === 'production' ? 'broadcast.sendProduction' : 'broadcast.send')}
        </Button>
      </div>
      <BroadcastResult state={state} onRetry={go} />
      <BroadcastEditor scope={scope} draft={draft} onChange={(payload) => setDraft({ ...draft, payload })} />
      <Headers channel={channel} draft={draft} onChange={setDraft} />
    </section>
  );
}

function Headers(props: {
  readonly channel: Channel;
  readonly draft: BroadcastDraft;
  readonly onChange: (draft: BroadcastDraft) => void;
}) {
  const { t } = useTranslation('channels');
  const { channel, draft, onChange } = props;
  const ids = { priority: useId(), keep: useId() };
  const stores = channel.storagePolicy === 'most-recent';
  return (
    <div className={styles.headers}>
      <FieldRow label={t('priority')} htmlFor={ids.priority}>
        <Select
          id={ids.priority}
          flex={1}
          value={String(draft.priority)}
          data={PRIORITIES.map((value) => ({ value: String(value), label: t(`priorities.${value}`) }))}
          allowDeselect={false}
          onChange={(value) =>
            onChange({ ...draft, priority: PRIORITIES.find((known) => String(known) === value) ?? 10 })
          }
        />
      </FieldRow>
      <FieldRow label={t('keep')} htmlFor={ids.keep} note={stores ? null : t('keepNever')}>
        <Select
          id={ids.keep}
          flex={1}
          disabled={!stores}
          value={String(stores ? draft.keepHours : 0)}
          data={KEEP_HOURS.map((hours) => ({
            value: String(hours),
            label: hours === 0 ? t('keepNot') : t('keepHours', { count: hours }),
          }))}
          allowDeselect={false}
          onChange={(value) =>
            onChange({ ...draft, keepHours: KEEP_HOURS.find((known) => String(known) === value) ?? 0 })
          }
        />
      </FieldRow>
    </div>
  );
}
