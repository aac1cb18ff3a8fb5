import { Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeaderField } from '#shared/apns/push';
import { formatJson } from '#shared/payload/format';
import { CopyIcon } from '../../components/copy-value.js';
import styles from './delivery-message.module.css';

/** The most of a long payload to render; copying always copies all of it. Unit: UTF-16 code units. */
const SHOWN_LIMIT = 20_000;

/** Header fields exactly as they were sent or received. */
export function HeaderTable({
  headers,
  label,
}: {
  readonly headers: readonly HeaderField[];
  readonly label: string;
}) {
  const { t } = useTranslation('log');
  if (headers.length === 0) return <p className={styles.nothing}>{t('message.noHeaders')}</p>;
  return (
    <table className={styles.headers} aria-label={label}>
      <tbody>
        {headers.map(({ name, value }, index) => (
          <tr key={`${index} ${name}`}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface BodyTextProps {
  readonly body: string;
  readonly label: string;
  /** True for a received message, false for a sent one. */
  readonly isReceived?: boolean;
  /** The size of the whole body, where only its beginning was stored. */
  readonly cutFromBytes?: number | undefined;
}

/** A body: indented for reading, or exactly as it was sent or received. */
export function BodyText({ body, label, cutFromBytes, isReceived = false }: BodyTextProps) {
  const { t } = useTranslation('log');
  const [exact, setExact] = useState(false);
  const indented = useMemo(() => (body.length > SHOWN_LIMIT ? body : (formatJson(body) ?? body)), [body]);
  const bytes = useMemo(() => new TextEncoder().encode(body).length, [body]);
  if (body === '') return <p className={styles.nothing}>{t('message.noBody')}</p>;
  const shown = exact ? body : indented;
  return (
    <div className={styles.body}>
      <div className={styles.bodyBar}>
        <span>
          {cutFromBytes === undefined
            ? t('message.bytes', { bytes: bytes.toLocaleString('en') })
            : t('message.cutKept', {
                shown: bytes.toLocaleString('en'),
                bytes: cutFromBytes.toLocaleString('en'),
              })}
        </span>
        {indented !== body && (
          <Switch
            size="xs"
            label={t(isReceived ? 'message.exactReceived' : 'message.exact')}
            checked={exact}
            onChange={(event) => setExact(event.currentTarget.checked)}
          />
        )}
        <CopyIcon value={body} label={label} />
      </div>
      <pre tabIndex={0} aria-label={label}>
        {shown.slice(0, SHOWN_LIMIT)}
      </pre>
      {shown.length > SHOWN_LIMIT && <p className={styles.nothing}>{t('message.cut')}</p>}
    </div>
  );
}
