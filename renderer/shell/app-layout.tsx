import { useMediaQuery } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SplitView } from '../components/split-view.js';
import { useLayout } from '../window/layout-context.js';
import { goTo, usePlace } from '../window/navigation.js';
import { useDialogSubmit, useShortcuts } from '../window/use-shortcuts.js';
import { AppHeader } from './app-header.js';
import styles from './app-layout.module.css';
import { CommandPalette } from './command-palette.js';
import { ConnectionBanner } from './connection-banner.js';
import { PhonePanel } from './phone-panel.js';
import { LOG_PANELS, PHONE_PANELS, type Screen, SCREENS } from './screens.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';
import { SideNavigation } from './side-navigation.js';
import { StartProblems } from './start-problems.js';

/** Below this width the navigation shows only icons. */
const WIDE = '(min-width: 1180px)';

/** The layout of the window: navigation, the current screen, the phone beside it and the log below. */
export function AppLayout() {
  const isWide = useMediaQuery(WIDE, true);
  const place = usePlace();
  const screen = SCREENS.find(({ id }) => id === place.screen) ?? SCREENS[0];
  const [shortcutsShown, setShortcutsShown] = useState(false);
  const showShortcuts = (): void => setShortcutsShown(true);
  const layout = useLayout();
  useShortcuts({
    palette: () => spotlight.open(),
    toggleLog: () => layout.setLogOpen(!layout.logOpen),
    togglePhone: () => layout.setPhoneOpen(!layout.phoneOpen),
    settings: () => goTo('settings'),
    shortcuts: showShortcuts,
  });
  useDialogSubmit();
  return (
    <div className={styles.root}>
      <ConnectionBanner />
      <StartProblems />
      <AppHeader onShowShortcuts={showShortcuts} />
      <div className={styles.body}>
        <SideNavigation isRail={!isWide} />
        {screen === undefined ? null : <Work screen={screen} />}
      </div>
      <CommandPalette onShowShortcuts={showShortcuts} />
      <ShortcutsDialog opened={shortcutsShown} onClose={() => setShortcutsShown(false)} />
    </div>
  );
}

/** The current screen with its panels. The log stays mounted while screens change above it. */
function Work({ screen }: { readonly screen: Screen }) {
  const { t } = useTranslation();
  const layout = useLayout();
  const [LogPanel] = LOG_PANELS;
  return (
    <SplitView
      orientation="vertical"
      storageKey="log"
      label={t('layout.resizeLog')}
      defaultSize={Math.min(252, Math.round(window.innerHeight * 0.28))}
      limits={{ min: 120, max: 1000, otherMin: 240 }}
      main={
        <SplitView
          orientation="horizontal"
          storageKey="phone"
          label={t('layout.resizePhone')}
          defaultSize={392}
          limits={{ min: 300, max: 620, otherMin: 524 }}
          main={
            <main className={styles.screen} aria-label={t(`nav.${screen.id}`)}>
              <h1 className={styles.spoken}>{t(`nav.${screen.id}`)}</h1>
              <Suspense fallback={null}>
                <screen.Component />
              </Suspense>
            </main>
          }
          aside={
            screen.withPhone && layout.phoneOpen && PHONE_PANELS.length > 0 ? (
              <PhonePanel screen={screen.id} />
            ) : null
          }
        />
      }
      aside={
        screen.withLog && layout.logOpen && LogPanel !== undefined ? (
          <div className={styles.log}>
            <Suspense fallback={null}>
              <LogPanel />
            </Suspense>
          </div>
        ) : null
      }
    />
  );
}
