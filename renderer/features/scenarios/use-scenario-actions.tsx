import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../platform/client-context.js';
import { goTo } from '../../window/navigation.js';
import { useNotifyError } from '../../window/use-notify-error.js';

export interface ScenarioActions {
  /** Saves a new scenario and opens it. */
  readonly create: (text: string, view: 'steps' | 'json') => Promise<void>;
  /** Removes it at once and offers an undo. */
  readonly remove: (id: string) => Promise<void>;
  /** Appends a delivery of the log as a step, and offers to open the scenario. */
  readonly addDelivery: (
    deliveryId: string,
    scenario: { readonly id: string } | { readonly name: string },
  ) => Promise<void>;
}

/** How long a notification with a button is shown. Unit: milliseconds. */
const MESSAGE_MS = 10_000;

/** The actions on scenarios other than running and editing; they show their own errors. */
export function useScenarioActions(): ScenarioActions {
  const { t } = useTranslation('scenarios');
  const client = useClient();
  const notifyError = useNotifyError();
  return useMemo(() => {
    const reportErrors = async (work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        notifyError(error);
      }
    };
    const showWithButton = (title: string, label: string, onClick: () => void): void => {
      const id = notifications.show({
        title,
        autoClose: MESSAGE_MS,
        message: (
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => {
              notifications.hide(id);
              onClick();
            }}
          >
            {label}
          </Button>
        ),
      });
    };
    return {
      create: (text, view) =>
        reportErrors(async () => {
          const result = await client.scenarios.save({ id: null, revision: null, text });
          if (result.kind === 'saved') goTo('scenarios', { id: result.saved.id, view });
        }),
      remove: (id) =>
        reportErrors(async () => {
          await client.scenarios.remove({ id });
          goTo('scenarios');
          showWithButton(
            t('removed'),
            t('undo'),
            () =>
              void reportErrors(async () => {
                const { id: restored } = await client.scenarios.restore();
                goTo('scenarios', { id: restored });
              }),
          );
        }),
      addDelivery: (deliveryId, scenario) =>
        reportErrors(async () => {
          const file = await client.scenarios.addDelivery({ deliveryId, scenario });
          const name = file.scenario?.name ?? file.id;
          showWithButton(t('add.done', { name }), t('add.show'), () => goTo('scenarios', { id: file.id }));
        }),
    };
  }, [client, notifyError, t]);
}
