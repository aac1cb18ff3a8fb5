import { ChevronRight, ServerOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FaultRule, SimulatorRequest } from '#shared/simulator/model';
import { EmptyHint } from '../../components/empty-hint.js';
import { formatRowTime } from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage, useText } from '../../i18n/use-text.js';
import { BodyText, HeaderTable } from '../delivery/delivery-message.js';
import styles from './request-list.module.css';
import { shortPath } from './short-path.js';

/** The most rows to render; the simulator keeps more. */
const MAX_ROWS = 200;

interface RequestListProps {
  readonly requests: readonly SimulatorRequest[];
  readonly rules: readonly FaultRule[];
}

/** The requests to the simulator and the reason for each answer, newest first. */
export function RequestList({ requests, rules }: RequestListProps) {
  const { t } = useTranslation('simulator');
  const [openId, setOpenId] = useState<number | null>(null);
  if (requests.length === 0) {
    return (
      <EmptyHint icon={ServerOff} title={t('request.empty')}>
        {t('request.emptyHint')}
      </EmptyHint>
    );
  }
  return (
    <>
      <ol className={styles.requests} aria-label={t('tab.requests')}>
        {requests.slice(0, MAX_ROWS).map((request) => (
          <li key={request.id}>
            <RequestRow
              request={request}
              ruleName={nameOfRule(rules, request.ruleId)}
              open={request.id === openId}
              onToggle={() => setOpenId(request.id === openId ? null : request.id)}
            />
          </li>
        ))}
      </ol>
      {requests.length > MAX_ROWS && (
        <p className={styles.more}>{t('request.more', { count: requests.length - MAX_ROWS })}</p>
      )}
    </>
  );
}

function nameOfRule(rules: readonly FaultRule[], id: string | null): string | null {
  if (id === null) return null;
  return rules.find((rule) => rule.id === id)?.name ?? id;
}

interface RequestRowProps {
  readonly request: SimulatorRequest;
  readonly ruleName: string | null;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function RequestRow({ request, ruleName, open, onToggle }: RequestRowProps) {
  const { t } = useTranslation('simulator');
  const text = useText();
  const language = useLanguage();
  const nowMs = useNow();
  return (
    <>
      <button type="button" className={styles.request} aria-expanded={open} onClick={onToggle}>
        <ChevronRight size={14} aria-hidden />
        <span className={styles.time}>{formatRowTime(request.atMs, nowMs, language)}</span>
        <span className={styles.status} data-ok={request.status === 200}>
          {request.status ?? t('request.noAnswer')} {request.reason}
        </span>
        <code className={styles.path}>
          {request.method} {shortPath(request.path)}
        </code>
        <span className={styles.because}>
          {ruleName !== null && <b className={styles.ruleTag}>{ruleName}</b>}
          {text(request.because)}
        </span>
      </button>
      {open && (
        <div className={styles.requestDetail}>
          <p>
            <code>
              {request.method} {request.path}
            </code>
          </p>
          <HeaderTable headers={request.headers} label={t('request.headers')} />
          <BodyText body={request.payload} label={t('request.payload')} isReceived />
        </div>
      )}
    </>
  );
}
