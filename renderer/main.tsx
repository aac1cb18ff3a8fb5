import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { LANGUAGE_TAGS, resolveLanguage } from './i18n/language.js';
import { setUpI18n } from './i18n/set-up-i18n.js';
import { connect } from './platform/connect.js';
import { readStored } from './platform/stored-value.js';

const isLanguage = (value: unknown): value is 'en' | 'zh' => value === 'en' || value === 'zh';

async function start(root: HTMLElement): Promise<void> {
  // The language last used, until the settings are loaded: so the first paint already has it.
  const language = readStored('language', isLanguage, resolveLanguage('system', navigator.languages));
  document.documentElement.lang = LANGUAGE_TAGS[language];
  const connection = connect(window);
  createRoot(root).render(<App connection={connection} i18n={await setUpI18n(language)} />);
}

const root = document.getElementById('root');
if (root !== null) void start(root);
