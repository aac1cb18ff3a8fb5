import { ActionIcon, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import {
  Check,
  Keyboard,
  Languages,
  Monitor,
  Moon,
  PanelBottom,
  PanelRight,
  Search,
  Sun,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#shared/settings';
import { LANGUAGE_CHOICES } from '#shared/settings';
import { BrandMark } from '../components/brand-mark.js';
import { EnvironmentBadge } from '../components/environment-badge.js';
import { LANGUAGE_NAMES } from '../i18n/language.js';
import { useComposeValue } from '../state/compose-context.js';
import { KeyCaps } from '../window/key-caps.js';
import { useLayout } from '../window/layout-context.js';
import { goTo, usePlace } from '../window/navigation.js';
import { useSettings } from '../window/settings-context.js';
import { useNotifyError } from '../window/use-notify-error.js';
import styles from './app-header.module.css';
import { SCREENS } from './screens.js';

const SCHEMES = [
  { scheme: 'light', icon: Sun },
  { scheme: 'dark', icon: Moon },
  { scheme: 'system', icon: Monitor },
] as const;

/** The header of the window. Its bottom border has the colour of the environment on every screen. */
export function AppHeader(props: { readonly onShowShortcuts: () => void }) {
  const { t } = useTranslation();
  const environment = useComposeValue(({ document }) => document.environment.kind);
  const layout = useLayout();
  const place = usePlace();
  const screen = SCREENS.find(({ id }) => id === place.screen);
  return (
    <header className={styles.root} data-environment={environment}>
      <div className={styles.brand}>
        <BrandMark size={20} />
        <span className={styles.name}>{t('app.name')}</span>
      </div>
      <UnstyledButton className={styles.search} onClick={() => spotlight.open()}>
        <Search size={14} aria-hidden />
        <span className={styles.searchLabel}>{t('palette.open')}</span>
        <KeyCaps shortcut="palette" />
      </UnstyledButton>
      <div className={styles.actions}>
        <Tooltip label={t('header.environment')}>
          <UnstyledButton className={styles.environment} onClick={() => goTo('compose')}>
            <EnvironmentBadge kind={environment} />
          </UnstyledButton>
        </Tooltip>
        <SchemeMenu />
        <LanguageMenu />
        <HeaderAction label={t('shortcuts.title')} onClick={props.onShowShortcuts}>
          <Keyboard size={16} aria-hidden />
        </HeaderAction>
        {screen?.withLog === true ? (
          <HeaderAction
            label={t('layout.toggleLog')}
            pressed={layout.logOpen}
            onClick={() => layout.setLogOpen(!layout.logOpen)}
          >
            <PanelBottom size={16} aria-hidden />
          </HeaderAction>
        ) : null}
        {screen?.withPhone === true ? (
          <HeaderAction
            label={t('layout.togglePhone')}
            pressed={layout.phoneOpen}
            onClick={() => layout.setPhoneOpen(!layout.phoneOpen)}
          >
            <PanelRight size={16} aria-hidden />
          </HeaderAction>
        ) : null}
      </div>
    </header>
  );
}

function HeaderAction(props: {
  readonly label: string;
  readonly pressed?: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        aria-label={props.label}
        aria-pressed={props.pressed}
        className={styles.toggle}
        onClick={props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

function SchemeMenu() {
  const { t } = useTranslation();
  const { settings } = useSettings();
  const change = useChangeSettings();
  const current = SCHEMES.find(({ scheme }) => scheme === settings.colorScheme) ?? SCHEMES[2];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('header.scheme')}>
          <current.icon size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(({ scheme, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={14} aria-hidden />}
            rightSection={scheme === settings.colorScheme ? <Check size={14} aria-hidden /> : null}
            onClick={() => change({ colorScheme: scheme })}
          >
            {t(`scheme.${scheme}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function LanguageMenu() {
  const { t } = useTranslation();
  const { settings } = useSettings();
  const change = useChangeSettings();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('header.language')}>
          <Languages size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGE_CHOICES.map((language) => (
          <Menu.Item
            key={language}
            rightSection={language === settings.language ? <Check size={14} aria-hidden /> : null}
            onClick={() => change({ language })}
          >
            {language === 'system' ? t('language.system') : LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function useChangeSettings(): (change: Partial<Settings>) => void {
  const { update } = useSettings();
  const notifyError = useNotifyError();
  return (change) => void update(change).catch(notifyError);
}
