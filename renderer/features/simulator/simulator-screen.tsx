import { Button, Group, Menu, Modal, Tabs, Text } from '@mantine/core';
import { Eraser, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../components/error-notice.js';
import { PanelHeader } from '../../components/panel-header.js';
import { useClient } from '../../platform/client-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { useSimulatorState } from '../../state/use-simulator-state.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { AddressCard } from './address-card.js';
import { BehaviourList } from './behaviour-list.js';
import { changedBehaviours } from './behaviours.js';
import { DeviceTable } from './device-table.js';
import { RequestList } from './request-list.js';
import { RuleList } from './rule-list.js';
import styles from './simulator-screen.module.css';

const TABS = ['devices', 'rules', 'switches', 'requests'] as const;

/** The embedded APNs: its address, devices, fault rules, behaviours and requests. */
export function SimulatorScreen() {
  const { t } = useTranslation('simulator');
  const { state, stream } = useSimulatorState();
  const toErrorMessage = useToErrorMessage();
  return (
    <div className={styles.screen}>
      <PanelHeader title={t('title')}>
        <ResetMenu />
      </PanelHeader>
      {stream.kind === 'failed' && (
        <div className={styles.trouble}>
          <ErrorNotice error={toErrorMessage(stream.error)} />
        </div>
      )}
      {state !== null && (
        <div className={styles.scroll}>
          <AddressCard state={state} />
          <Tabs defaultValue="devices" keepMounted={false}>
            <Tabs.List className={styles.tabs}>
              {TABS.map((tab) => (
                <Tabs.Tab key={tab} value={tab} rightSection={<Count value={countOf(state, tab)} />}>
                  {t(`tab.${tab}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="devices">
              <DeviceTable devices={state.inboxes.map(({ device }) => device)} topics={state.topics} />
            </Tabs.Panel>
            <Tabs.Panel value="rules">
              <RuleList rules={state.rules} devices={state.inboxes.map(({ device }) => device)} />
            </Tabs.Panel>
            <Tabs.Panel value="switches">
              <BehaviourList switches={state.switches} topics={state.topics} />
            </Tabs.Panel>
            <Tabs.Panel value="requests">
              <RequestList requests={state.requests} rules={state.rules} />
            </Tabs.Panel>
          </Tabs>
        </div>
      )}
    </div>
  );
}

function countOf(
  state: NonNullable<ReturnType<typeof useSimulatorState>['state']>,
  tab: (typeof TABS)[number],
): number {
  switch (tab) {
    case 'devices':
      return state.inboxes.length;
    case 'rules':
      return state.rules.filter(({ enabled }) => enabled !== false).length;
    case 'switches':
      return changedBehaviours(state.switches).length;
    case 'requests':
      return state.requests.length;
  }
}

function Count({ value }: { readonly value: number }) {
  return value === 0 ? null : <span className={styles.count}>{value}</span>;
}

/** Resetting everything asks for confirmation; emptying the inbox loses nothing of value. */
function ResetMenu() {
  const { t } = useTranslation('simulator');
  const client = useClient();
  const notifyError = useNotifyError();
  const [asking, setAsking] = useState(false);
  const reset = (scope: 'inbox' | 'everything'): void => {
    client.simulator.reset({ scope }).catch(notifyError);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<RotateCcw size={13} aria-hidden />}>
            {t('reset.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Eraser size={14} aria-hidden />} onClick={() => reset('inbox')}>
            {t('reset.inbox')}
          </Menu.Item>
          <Menu.Item leftSection={<RotateCcw size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {t('reset.everything')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('reset.title')}
        closeButtonProps={{ 'aria-label': t('dialog.cancel') }}
      >
        <Text>{t('reset.text')}</Text>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('dialog.cancel')}
          </Button>
          <Button
            color="red"
            onClick={() => {
              reset('everything');
              setAsking(false);
            }}
          >
            {t('reset.confirm')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
