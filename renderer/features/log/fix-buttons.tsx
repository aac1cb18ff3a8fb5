import { useState } from 'react';
import { Button, Group, Modal, Text } from '@mantine/core';
import { Wrench } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FixAction, OfferedFix } from '#shared/apns/explanation';
import type { Delivery, Push } from '#shared/apns/push';
import { useText } from '../../i18n/use-text.js';
import { goTo } from '../../shell/navigation.js';
import { useCompose, useComposeValue } from '../compose/compose-context.js';
import { isComposed, planFix } from './apply-fix.js';
import { useResend } from './use-resend.js';

/** The fixes of an explanation, as buttons that carry them out. */
export function FixButtons({ delivery }: { readonly delivery: Delivery }) {
  const text = useText();
  const compose = useCompose();
  const { busy, resend } = useResend();
  const [toConfirm, setToConfirm] = useState<Push | null>(null);
  const { push } = delivery;
  const composed = useComposeValue(({ document }) => isComposed(document, push));
  const carryOut = (action: FixAction): void => {
    const plan = planFix(push, action);
    if (composed) compose.applyFix(action);
    switch (plan.kind) {
      case 'send':
        if (isNewToProduction(push, plan.push)) setToConfirm(plan.push);
        else void resend(plan.push);
        break;
      case 'edit':
        compose.openPush(plan.push);
        goTo('compose');
        break;
      case 'open-credential':
        goTo('credentials', { id: plan.credentialId });
        break;
      case 'forget-device':
        break;
    }
  };
  const offers = (delivery.explanation?.actions ?? []).filter((fix) => isUseful(fix, composed));
  if (offers.length === 0) return null;
  return (
    <Group gap="xs">
      {offers.map((fix, index) => (
        <Button
          key={text(fix.label)}
          variant={index === 0 ? 'filled' : 'default'}
          leftSection={<Wrench size={13} aria-hidden />}
          loading={busy}
          onClick={() => carryOut(fix.action)}
        >
          {text(fix.label)}
        </Button>
      ))}
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

/** Forgetting a device that Compose does not hold would do nothing. */
function isUseful({ action }: OfferedFix, composed: boolean): boolean {
  return action.kind !== 'mark-device-gone' || composed;
}

function isNewToProduction(before: Push, after: Push): boolean {
  return after.environment.kind === 'production' && before.environment.kind !== 'production';
}

/** Asks once before something goes to real customers that was not on its way there. */
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
