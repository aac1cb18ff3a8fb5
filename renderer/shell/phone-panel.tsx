import { SegmentedControl } from '@mantine/core';
import { Suspense, useEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useComposeValue } from '../state/compose-context.js';
import { useSending } from '../state/sending-context.js';
import type { ScreenId } from '../window/navigation.js';
import { nextPhoneTab } from '../window/phone-tab.js';
import styles from './phone-panel.module.css';
import { PHONE_PANELS } from './screens.js';

/** The screens that are about received pushes. */
const RECEIVING: ReadonlySet<ScreenId> = new Set(['simulator', 'channels']);

/** The right column: a preview of the push on an iPhone, or what the simulated devices have received. */
export function PhonePanel({ screen }: { readonly screen: ScreenId }) {
  const { t } = useTranslation();
  const [{ tab }, dispatch] = useReducer(nextPhoneTab, { tab: 'preview', isAutomatic: false });
  useFollowWork(dispatch);
  // Beside the simulator's devices or a broadcast, show what was received rather than the push in Compose.
  useEffect(() => dispatch({ kind: RECEIVING.has(screen) ? 'arrivals' : 'writing' }), [screen]);
  const panel = PHONE_PANELS.find(({ id }) => id === tab);
  return (
    <aside className={styles.root} aria-label={t('layout.phone')}>
      <header className={styles.header}>
        <SegmentedControl
          aria-label={t('layout.phone')}
          value={tab}
          onChange={(chosen) => dispatch({ kind: 'chosen', tab: chosen })}
          data={PHONE_PANELS.map(({ id }) => ({ value: id, label: t(`phone.${id}`) }))}
        />
      </header>
      <div className={styles.body}>
        <Suspense fallback={null}>{panel === undefined ? null : <panel.Component />}</Suspense>
      </div>
    </aside>
  );
}

/** Switches the panel according to what the user works on: a push that arrived, or one being written. */
function useFollowWork(dispatch: (event: { readonly kind: 'arrivals' | 'writing' }) => void): void {
  const payload = useComposeValue(({ document }) => document.payload);
  const { state } = useSending();
  const seen = useRef({ payload, state });
  useEffect(() => {
    if (seen.current.state !== state && state.kind === 'done') {
      const isHere = state.deliveries.some(
        ({ outcome, push }) => outcome === 'accepted' && push.environment.kind === 'simulator',
      );
      if (isHere) dispatch({ kind: 'arrivals' });
    }
    if (seen.current.payload !== payload) dispatch({ kind: 'writing' });
    seen.current = { payload, state };
  }, [dispatch, payload, state]);
}
