import { Tooltip, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { goTo, usePlace } from './navigation.js';
import { SCREENS } from './screens.js';
import classes from './side-navigation.module.css';

/** The places of the window: names where there is room, icons with tooltips where there is not. */
export function SideNavigation(props: { readonly isRail: boolean }) {
  const { t } = useTranslation();
  const place = usePlace();
  return (
    <nav className={classes['root']} data-rail={props.isRail} aria-label={t('nav.label')}>
      {SCREENS.map(({ id, icon: Icon }) => {
        const isCurrent = place.screen === id;
        return (
          <Tooltip key={id} label={t(`nav.${id}`)} position="right" disabled={!props.isRail}>
            <UnstyledButton
              className={classes['item']}
              data-last={id === 'settings' ? true : undefined}
              aria-current={isCurrent ? 'page' : undefined}
              aria-label={props.isRail ? t(`nav.${id}`) : undefined}
              onClick={() => goTo(id)}
            >
              <Icon size={17} strokeWidth={isCurrent ? 2 : 1.7} aria-hidden />
              {props.isRail ? null : <span>{t(`nav.${id}`)}</span>}
            </UnstyledButton>
          </Tooltip>
        );
      })}
    </nav>
  );
}
