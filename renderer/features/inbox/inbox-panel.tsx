import { ActionIcon, Select, Tooltip, useComputedColorScheme } from '@mantine/core';
import { Eraser, Inbox, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyHint } from '../../components/empty-hint.js';
import { useClient } from '../../platform/client-context.js';
import { DEVICE_STATES } from '../../state/device-draft.js';
import { useSimulatorState } from '../../state/use-simulator-state.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { Iphone } from '../phone/iphone.js';
import { type Phone, type PhoneChoice, phonesOf, phoneToShow } from '../phone/phones.js';
import { Announcer } from './announcer.js';
import styles from './inbox.module.css';
import { QuietStrip } from './quiet-strip.js';
import { useSetPhoneState } from './use-set-phone-state.js';
import { WaitingNote } from './waiting-note.js';

/** What the simulated devices have received, drawn as a phone. */
export function InboxPanel() {
  const { t } = useTranslation('simulator');
  const { state } = useSimulatorState();
  const [choice, setChoice] = useState<PhoneChoice | null>(null);
  const [scheme, setScheme] = useState<'light' | 'dark' | null>(null);
  const appScheme = useComputedColorScheme('light');
  const phones = phonesOf(state?.inboxes ?? []);
  const phone = phoneToShow(phones, choice);
  if (state === null) return null;
  if (phone === null) {
    return (
      <EmptyHint icon={Inbox} title={t('inbox.noDevices')}>
        {t('inbox.noDevicesHint')}
      </EmptyHint>
    );
  }
  const shownScheme = scheme ?? appScheme;
  return (
    <div className={styles.inbox}>
      <Toolbar
        phones={phones}
        phone={phone}
        scheme={shownScheme}
        onChoose={(name) => setChoice({ name, atMs: Date.now() })}
        onScheme={() => setScheme(shownScheme === 'dark' ? 'light' : 'dark')}
      />
      <div className={styles.stage}>
        <Iphone key={phone.name} phone={phone} scheme={shownScheme} />
      </div>
      <WaitingNote phone={phone} />
      <QuietStrip phone={phone} />
      <Announcer phones={phones} />
    </div>
  );
}

interface ToolbarProps {
  readonly phones: readonly Phone[];
  readonly phone: Phone;
  readonly scheme: 'light' | 'dark';
  readonly onChoose: (name: string) => void;
  readonly onScheme: () => void;
}

function Toolbar({ phones, phone, scheme, onChoose, onScheme }: ToolbarProps) {
  const { t } = useTranslation('simulator');
  const client = useClient();
  const notifyError = useNotifyError();
  const setState = useSetPhoneState();
  const SchemeIcon = scheme === 'dark' ? Sun : Moon;
  return (
    <div className={styles.toolbar}>
      <Select
        aria-label={t('inbox.device')}
        data={phones.map(({ name }) => name)}
        value={phone.name}
        onChange={(name) => {
          if (name !== null) onChoose(name);
        }}
        allowDeselect={false}
        flex={1}
        miw={0}
      />
      <Select
        aria-label={t('inbox.state')}
        data={DEVICE_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
        value={phone.state}
        onChange={(value) => {
          if (value !== null) void setState(phone, value);
        }}
        leftSection={<i className={styles.stateDot} data-state={phone.state} aria-hidden />}
        leftSectionWidth={24}
        allowDeselect={false}
        w={138}
      />
      <Tooltip label={t(`inbox.scheme.${scheme === 'dark' ? 'light' : 'dark'}`)}>
        <ActionIcon onClick={onScheme} aria-label={t(`inbox.scheme.${scheme === 'dark' ? 'light' : 'dark'}`)}>
          <SchemeIcon size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('inbox.clear')}>
        <ActionIcon
          onClick={() => void client.simulator.reset({ scope: 'inbox' }).catch(notifyError)}
          aria-label={t('inbox.clear')}
        >
          <Eraser size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
