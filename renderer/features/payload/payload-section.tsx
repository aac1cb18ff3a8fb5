import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComposeDocument } from '../compose/compose-document.js';
import { ByteMeter } from './byte-meter.js';
import classes from './payload.module.css';

const JsonEditor = lazy(async () => {
  const { JsonEditor } = await import('./json-editor.js');
  return { default: JsonEditor };
});

/** The body of the push. */
export function PayloadSection(props: {
  readonly document: ComposeDocument;
  readonly onChange: (change: Partial<ComposeDocument>) => void;
}) {
  const { t } = useTranslation('payload');
  const { document, onChange } = props;
  const [extensions] = useState(() => []);
  return (
    <section className={classes['root']} aria-label={t('title')}>
      <div className={classes['bar']}>
        <h2 className={classes['title']}>{t('title')}</h2>
        <ByteMeter payload={document.payload} pushType={document.pushType} />
      </div>
      <div className={classes['body']}>
        <Suspense fallback={<div className={classes['loading']} />}>
          <JsonEditor
            value={document.payload}
            label={t('editor')}
            extensions={extensions}
            onReady={() => undefined}
            onChange={(payload) => onChange({ payload })}
          />
        </Suspense>
      </div>
    </section>
  );
}
