import { Anchor } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Delivery, topicOfPush } from '#shared/apns/push';
import { shortToken, targetLabel } from '#shared/apns/short-token';
import { findPushLosses } from '#shared/history/push-losses';
import { CopyValue } from '../../components/copy-value.js';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import {
  formatDateTime,
  formatDuration,
  formatRelative,
  formatRowTime,
} from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage, useText } from '../../i18n/use-text.js';
import { goTo } from '../../window/navigation.js';
import { isOwnKey } from '../../window/use-shortcuts.js';
import { DeliveryExplanation } from '../delivery/delivery-explanation.js';
import { BodyText, HeaderTable } from '../delivery/delivery-message.js';
import { OutcomeBadge } from '../delivery/outcome-badge.js';
import styles from './delivery-detail.module.css';
import { DeliveryToolbar } from './delivery-toolbar.js';
import logStyles from './log.module.css';
import { LossesNote } from './losses-note.js';
import { TimingsBar } from './timings-bar.js';

interface DeliveryDetailProps {
  readonly delivery: Delivery;
  readonly marked: boolean;
  /** Incremented each time the keyboard moves the focus into the pane. */
  readonly focusRequests: number;
  readonly onMark: () => void;
  readonly onClose: () => void;
}

/** The details of one delivery: explanation, request, response and timings. */
export function DeliveryDetail({ delivery, focusRequests, ...props }: DeliveryDetailProps) {
  const { t } = useTranslation('log');
  const losses = findPushLosses(delivery);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focusRequests > 0) pane.current?.focus();
  }, [focusRequests]);
  useEffect(() => {
    pane.current?.scrollTo({ top: 0 });
  }, [delivery.id]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOwnKey(event)) return;
    event.stopPropagation();
    props.onClose();
  };
  return (
    <section
      ref={pane}
      className={logStyles.detail}
      tabIndex={-1}
      aria-label={t('detail.label')}
      onKeyDown={onKeyDown}
    >
      <header className={styles.detailHead}>
        <div className={logStyles.detailTitle}>
          <OutcomeBadge outcome={delivery.outcome} />
          {delivery.status !== null && <b className="pd-tabular">{delivery.status}</b>}
          {delivery.reason !== null && <b>{delivery.reason}</b>}
          <EnvironmentBadge kind={delivery.push.environment.kind} />
          <span className={styles.detailTarget}>{targetLabel(delivery.push.target)}</span>
        </div>
        <DeliveryToolbar
          delivery={delivery}
          marked={props.marked}
          onMark={props.onMark}
          onClose={props.onClose}
        />
      </header>
      <div className={styles.detailBody}>
        {losses !== null && <LossesNote losses={losses} />}
        <DeliveryExplanation delivery={delivery} />
        <div>
          <Section title={t('section.facts')}>
            <Facts delivery={delivery} />
          </Section>
          <Section title={t('section.timings')}>
            <TimingsBar timings={delivery.timings} />
          </Section>
          {delivery.attempts.length > 1 && (
            <Section title={t('section.attempts')}>
              <Attempts delivery={delivery} />
            </Section>
          )}
        </div>
        <div>
          <Section title={t('section.request')}>
            <p className={styles.requestLine}>
              <b>{delivery.request.method}</b> <span>{delivery.request.origin}</span>
              {delivery.request.path}
            </p>
            <HeaderTable headers={delivery.request.headers} label={t('section.requestHeaders')} />
            <BodyText
              body={delivery.push.payload}
              label={t('section.payload')}
              cutFromBytes={delivery.cutFromBytes}
            />
          </Section>
          <Section title={t('section.answer')}>
            <HeaderTable headers={delivery.responseHeaders} label={t('section.answerHeaders')} />
            {delivery.responseBody !== '' && (
              <BodyText body={delivery.responseBody} label={t('section.answerBody')} isReceived />
            )}
          </Section>
        </div>
      </div>
    </section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Facts({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('log');
  const language = useLanguage();
  const nowMs = useNow();
  const { target } = delivery.push;
  return (
    <dl className={styles.facts}>
      <dt>{t('fact.time')}</dt>
      <dd>{formatDateTime(delivery.atMs, language)}</dd>
      {delivery.timestampMs !== null && (
        <>
          <dt>{t('fact.goneSince')}</dt>
          <dd>
            {t('gone.words', {
              time: formatDateTime(delivery.timestampMs, language),
              ago: formatRelative(delivery.timestampMs, nowMs, language),
            })}
          </dd>
        </>
      )}
      <dt>{target.kind === 'device' ? t('fact.token') : t('fact.channel')}</dt>
      <dd>
        {target.kind === 'device' ? (
          <CopyValue value={target.token} shown={shortToken(target.token)} label={t('fact.token')} />
        ) : (
          <CopyValue value={target.channelId} label={t('fact.channel')} />
        )}
      </dd>
      <Fact name={t('fact.topic')} value={topicOfPush(delivery.push)} />
      <Fact name="apns-id" value={delivery.apnsId} />
      <Fact name="apns-unique-id" value={delivery.apnsUniqueId} />
      <dt>{t('fact.credential')}</dt>
      <dd>{delivery.credentialName ?? t('fact.noCredential')}</dd>
      {delivery.presetName !== null && (
        <>
          <dt>{t('fact.preset')}</dt>
          <dd>{delivery.presetName}</dd>
        </>
      )}
      {delivery.batchId !== null && <BatchLink id={delivery.batchId} />}
      <Fact name={t('fact.connection')} value={delivery.connectionId} />
    </dl>
  );
}

function BatchLink({ id }: { readonly id: string }) {
  const { t } = useTranslation('log');
  return (
    <>
      <dt>{t('fact.batch')}</dt>
      <dd>
        <Anchor component="button" type="button" fz="inherit" onClick={() => goTo('history', { batch: id })}>
          {t('fact.openBatch')}
        </Anchor>
      </dd>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null | undefined }) {
  if (value === null || value === undefined || value === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <CopyValue value={value} label={name} />
      </dd>
    </>
  );
}

function Attempts({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('log');
  const text = useText();
  const language = useLanguage();
  const firstMs = delivery.attempts[0]?.atMs ?? delivery.atMs;
  return (
    <ol className={styles.attempts}>
      {delivery.attempts.map((attempt) => (
        <li key={attempt.atMs}>
          <span className="pd-tabular">{formatRowTime(attempt.atMs, attempt.atMs, language)}</span>
          <span className="pd-tabular">+{formatDuration(attempt.atMs - firstMs)}</span>
          <span>
            {attempt.failure === null
              ? [attempt.status, attempt.reason].filter((part) => part !== null).join(' ')
              : t('attempt.failed', {
                  step: t(`step.${attempt.failure.step}`),
                  message: text(attempt.failure.message),
                })}
            {attempt.unread === true && ` ${t('attempt.unread')}`}
            {attempt.left === false && ` ${t('attempt.notSent')}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
