import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { redactedHeaders } from '#shared/history/push-losses';
import { expectationWords } from '#shared/scenario/judge';
import { expectationFromDelivery } from '#shared/scenario/step-of-delivery';
import type { ScenarioEntry } from '#shared/workspace/workspace';
import { useText } from '../../i18n/use-text.js';

type Translate = ReturnType<typeof useTranslation<'scenarios'>>['t'];

const NEW = '';

interface AddForm {
  readonly delivery: Delivery;
  /** The scenarios that can be appended to. */
  readonly scenarios: readonly ScenarioEntry[];
  readonly onDone: (scenario: { readonly id: string } | { readonly name: string }) => void;
}

/** Asks which scenario to add a delivery to, as a step. */
export function askScenario(t: Translate, form: AddForm): void {
  const id = modals.open({
    title: t('add.title'),
    closeButtonProps: { 'aria-label': t('cancel') },
    children: <AddDialog {...form} onClose={() => modals.close(id)} />,
  });
}

function AddDialog({ delivery, scenarios, onDone, onClose }: AddForm & { readonly onClose: () => void }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const [chosen, setChosen] = useState(scenarios[0]?.id ?? NEW);
  const [name, setName] = useState('');
  const isNew = chosen === NEW;
  const isWrong = isNew && name.trim() === '';
  const lost = redactedHeaders(delivery.push);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isWrong) return;
        onClose();
        onDone(isNew ? { name: name.trim() } : { id: chosen });
      }}
    >
      <Stack gap="md">
        {scenarios.length === 0 ? null : (
          <Select
            label={t('add.scenario')}
            value={chosen}
            data={[
              ...scenarios.map((scenario) => ({ value: scenario.id, label: scenario.name })),
              { value: NEW, label: t('new') },
            ]}
            allowDeselect={false}
            onChange={(id) => setChosen(id ?? NEW)}
          />
        )}
        {isNew ? (
          <TextInput
            data-autofocus
            label={t('add.name')}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : null}
        <Text size="sm" c="dimmed">
          {t('add.expects', { what: text(expectationWords(expectationFromDelivery(delivery))) })}
          {lost.length === 0 ? '' : ` ${t('add.lost', { names: lost.join(', ') })}`}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={isWrong}>
            {t('add.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
