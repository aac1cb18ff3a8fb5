import { Button, Group, Modal, Text } from '@mantine/core';
import { Wrench } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FixAction } from '#shared/apns/explanation';
import type { Delivery, Push } from '#shared/apns/push';
import { findPushLosses } from '#shared/history/push-losses';
import { useText } from '../../i18n/use-text.js';
import { useCompose, useComposeValue } from '../../state/compose-context.js';
import { goTo } from '../../window/navigation.js';
import { isComposed, planFix } from './apply-fix.js';
import { useMarkGone } from './use-mark-gone.js';
import { useReconnect } from './use-reconnect.js';
import { useResend } from './use-resend.js';
import { WeightsDialog } from './weights-dialog.js';

/** The fixes of an explanation as buttons. */
export function FixButtons({ delivery }: { readonly delivery: Delivery }) {
  const text = useText();
  const compose = useCompose();
  const { busy, resend } = useResend();
  const reconnect = useReconnect();
  const { unmarked, mark } = useMarkGone();
  const [toConfirm, setToConfirm] = useState<Push | null>(null);
  const [weighing, setWeighing] = useState(false);
  const { push } = delivery;
  const isWhole = findPushLosses(delivery) === null;
  const composed = useComposeValue(({ document }) => isComposed(document, push));
  const applyFix = (action: FixAction): void => {
    const plan = planFix(push, action);
    if (composed) compose.applyFix(action);
    switch (plan.kind) {
      case 'send':
        if (isNewToProduction(push, plan.push)) setToConfirm(plan.push);
        else void resend(plan.push);
        break;
      case 'reconnect':
        void resend(plan.push, reconnect);
        break;
      case 'weigh':
        setWeighing(true);
        break;
      case 'open-credential':
        goTo('credentials', { id: plan.credentialId });
        break;
      case 'mark-gone':
        void mark(plan.token, delivery);
        break;
    }
  };
  const offers = (delivery.explanation?.actions ?? []).filter(({ action }) => {
    if (action.kind === 'mark-device-gone') return composed || unmarked(action.token).length > 0;
    return isWhole || !SENDS_PUSH[action.kind];
  });
  if (offers.length === 0) return null;
  return (
    <Group gap="xs">
      {offers.map((fix, index) => (
        <Button
          key={text(fix.label)}
          variant={index === 0 ? 'filled' : 'default'}
          leftSection={<Wrench size={13} aria-hidden />}
          loading={busy}
          onClick={() => applyFix(fix.action)}
        >
          {text(fix.label)}
        </Button>
      ))}
      <WeightsDialog delivery={delivery} opened={weighing} onClose={() => setWeighing(false)} />
      <ProductionConfirm
        opened={toConfirm !== null}
        onClose={() => setToConfirm(null)}
        onConfirm={() => {
          if (toConfirm !== null) void resend(toConfirm);
          setToConfirm(null);
        }}
      />
    </Group>
  );
}

/** Whether a fix resends the push, for which it must be stored completely. */
const SENDS_PUSH: Readonly<Record<FixAction['kind'], boolean>> = {
  'use-environment': true,
  'set-headers': true,
  'remove-headers': true,
  'renew-provider-token': true,
  'shrink-payload': false,
  'open-credential': false,
  'mark-device-gone': false,
};

function isNewToProduction(before: Push, after: Push): boolean {
  return after.environment.kind === 'production' && before.environment.kind !== 'production';
}

/** Confirms that a push that was not sent to production before is sent there. */
function ProductionConfirm(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) {
  const { t } = useTranslation('log');
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('production.title')}
      closeButtonProps={{ 'aria-label': t('production.cancel') }}
    >
      <Text>{t('production.text')}</Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={props.onClose}>
          {t('production.cancel')}
        </Button>
        <Button color="red" onClick={props.onConfirm}>
          {t('production.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}
