import { Popover, Tooltip, UnstyledButton } from '@mantine/core';
import { BookMarked } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PresetTree } from '../features/workspace/preset-tree.js';
import { goTo, usePlace } from '../window/navigation.js';
import { type Screen, SCREENS } from './screens.js';
import styles from './side-navigation.module.css';

/** The main navigation: labels where there is room, icons with tooltips where there is not. */
export function SideNavigation(props: { readonly isRail: boolean }) {
  const { t } = useTranslation();
  const items = (ids: readonly Screen[]) =>
    ids.map((screen) => <Item key={screen.id} screen={screen} isRail={props.isRail} />);
  return (
    <nav className={styles.root} data-rail={props.isRail} aria-label={t('nav.label')}>
      {items(SCREENS.filter(({ id }) => id !== 'settings'))}
      <div className={styles.presets}>{props.isRail ? <PresetPopover /> : <PresetTree />}</div>
      {items(SCREENS.filter(({ id }) => id === 'settings'))}
    </nav>
  );
}

function Item({ screen, isRail }: { readonly screen: Screen; readonly isRail: boolean }) {
  const { t } = useTranslation();
  const { id, icon: Icon } = screen;
  const isCurrent = usePlace().screen === id;
  return (
    <Tooltip label={t(`nav.${id}`)} position="right" disabled={!isRail}>
      <UnstyledButton
        className={styles.item}
        aria-current={isCurrent ? 'page' : undefined}
        aria-label={isRail ? t(`nav.${id}`) : undefined}
        onClick={() => goTo(id)}
      >
        <Icon size={17} strokeWidth={isCurrent ? 2 : 1.7} aria-hidden />
        {isRail ? null : <span>{t(`nav.${id}`)}</span>}
      </UnstyledButton>
    </Tooltip>
  );
}

/** The presets in a popover, where there is no room for them in the navigation. */
function PresetPopover() {
  const { t } = useTranslation();
  return (
    <Popover position="right-start" width={260} trapFocus>
      <Popover.Target>
        <UnstyledButton className={styles.item} aria-label={t('nav.presets')} title={t('nav.presets')}>
          <BookMarked size={17} strokeWidth={1.7} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="sm" mah={520} style={{ display: 'flex' }}>
        <PresetTree />
      </Popover.Dropdown>
    </Popover>
  );
}
