import { SegmentedControl } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useStored } from '../platform/stored-value.js';
import classes from './phone-panel.module.css';
import { PHONE_PANELS, PHONE_TABS, type PhoneTab } from './screens.js';

const isTab = (value: unknown): value is PhoneTab => PHONE_TABS.some((tab) => tab === value);

/** The right column: the push as an iPhone would show it, or what the simulated devices have received. */
export function PhonePanel() {
  const { t } = useTranslation();
  const [tab, setTab] = useStored<PhoneTab>('layout.phoneTab', isTab, 'preview');
  const panel = PHONE_PANELS.find(({ id }) => id === tab) ?? PHONE_PANELS[0];
  return (
    <aside className={classes['root']} aria-label={t('layout.phone')}>
      <header className={classes['header']}>
        <SegmentedControl
          aria-label={t('layout.phone')}
          value={panel?.id ?? tab}
          onChange={setTab}
          data={PHONE_PANELS.map(({ id }) => ({ value: id, label: t(`phone.${id}`) }))}
        />
      </header>
      <div className={classes['body']}>
        <Suspense fallback={null}>{panel === undefined ? null : <panel.Component />}</Suspense>
      </div>
    </aside>
  );
}
