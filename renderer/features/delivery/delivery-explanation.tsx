import { Lightbulb, ListTree, RotateCcw, SearchCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Explanation } from '#shared/apns/explanation';
import type { Delivery, DeliveryFailure } from '#shared/apns/push';
import { useText } from '../../i18n/use-text.js';
import styles from './delivery-explanation.module.css';
import { FixButtons } from './fix-buttons.js';

/** What the answer means for this request and what to do; without an answer, which step failed. */
export function DeliveryExplanation({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('log');
  if (delivery.explanation !== null) {
    return <ExplanationCard delivery={delivery} explanation={delivery.explanation} />;
  }
  if (delivery.failure !== null) return <FailureCard failure={delivery.failure} outcome={delivery.outcome} />;
  if (delivery.outcome !== 'accepted') return null;
  return (
    <div className={styles.explanation} data-outcome="accepted">
      <h3>{t('accepted.title')}</h3>
      <p>{t(delivery.push.environment.kind === 'simulator' ? 'accepted.simulator' : 'accepted.real')}</p>
    </div>
  );
}

function ExplanationCard(props: { readonly delivery: Delivery; readonly explanation: Explanation }) {
  const { delivery, explanation } = props;
  const { t } = useTranslation('log');
  const text = useText();
  const others = explanation.otherCauses ?? [];
  return (
    <div className={styles.explanation} data-outcome={delivery.outcome}>
      <h3>{text(explanation.title)}</h3>
      <dl>
        <dt>
          <SearchCheck size={14} aria-hidden />
          {t('explanation.cause')}
        </dt>
        <dd>{text(explanation.cause)}</dd>
        <dt>
          <Lightbulb size={14} aria-hidden />
          {t('explanation.fix')}
        </dt>
        <dd>{text(explanation.fix)}</dd>
        <dt>
          <RotateCcw size={14} aria-hidden />
          {t('explanation.retry')}
        </dt>
        <dd>{t(`retry.${explanation.retry}`)}</dd>
        {others.length > 0 && (
          <>
            <dt>
              <ListTree size={14} aria-hidden />
              {t('explanation.others')}
            </dt>
            <dd>
              <ul>
                {others.map((cause) => (
                  <li key={cause.en}>{text(cause)}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      <FixButtons delivery={delivery} />
    </div>
  );
}

function FailureCard(props: { readonly failure: DeliveryFailure; readonly outcome: Delivery['outcome'] }) {
  const { failure, outcome } = props;
  const { t } = useTranslation('log');
  const text = useText();
  return (
    <div className={styles.explanation} data-outcome={outcome}>
      <h3>{t('failure.title', { step: t(`step.${failure.step}`) })}</h3>
      <p>{text(failure.message)}</p>
      <p>{text(failure.hint)}</p>
    </div>
  );
}
