import { SET_THE_CLOCK } from '#shared/apns/clock';
import type { DeliveryFailure } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import type { LocalizedText } from '#shared/text/localized-text';

const CONNECT_STEPS: ReadonlySet<string> = new Set(['dns', 'tcp', 'proxy', 'tls', 'http2', 'auth']);

/** True where a failure says nothing about the one push: the way to APNs is closed, or APNs takes none at all. */
export function isNoPushsFault({ step, code }: DeliveryFailure): boolean {
  return CONNECT_STEPS.has(step) || code === 'stream-refused';
}

/** Of those, the ones that trying again does not change. */
export const FINAL_STEPS: ReadonlySet<string> = new Set(['tls', 'auth']);
/** So many refusals of the credential, with no push accepted, and the list is spared the rest. */
export const REFUSALS_TO_STOP = 50;

const CORRECT_THE_CREDENTIAL: LocalizedText = {
  en: 'Correct the credential or the environment, then resume the batch.',
  zh: '请修正凭证或环境，然后恢复该批次。',
};

/** The provider token is renewed in time by itself: one that counts as expired was signed by a wrong clock. */
const CHECK_THE_CLOCK: LocalizedText = {
  en: `Check the clock of this computer, then resume the batch. ${SET_THE_CLOCK.en}`,
  zh: `请检查本机时钟，然后恢复该批次。${SET_THE_CLOCK.zh}`,
};

/** Why a batch stops whose credential APNs keeps refusing. */
export function refusalTrouble(reason: string | null, times: number): DeliveryFailure {
  const words = reason ?? '403';
  return {
    step: 'auth',
    code: 'credential-refused',
    message: {
      en: `APNs refused the credential ${times} times in a row (${words}) and accepted no push, so the batch stopped.`,
      zh: `APNs 连续 ${times} 次拒绝该凭证（${words}），且没有接受任何推送，批次已停止。`,
    },
    hint: reason === 'ExpiredProviderToken' ? CHECK_THE_CLOCK : CORRECT_THE_CREDENTIAL,
  };
}

/** Why a batch stops that does not belong to this process any more. */
export const LOST_BATCH: DeliveryFailure = {
  step: 'request',
  code: 'cancelled',
  message: {
    en: 'Another process is sending this batch now, or it was removed, so nothing more of it is sent here.',
    zh: '此批次现在由另一个进程发送，或已被删除，因此这里不再发送。',
  },
  hint: {
    en: 'See “pushdeck batches list” for where it stands.',
    zh: '可用“pushdeck batches list”查看其状态。',
  },
};

/** For those that a batch did not come to. */
export function notSentError(): AppError {
  return new AppError(
    'cancelled',
    { en: 'The batch ended before this one was sent.', zh: '批次在发送此条之前已结束。' },
    { en: 'Resume the batch to send it.', zh: '恢复该批次即可发送。' },
  );
}
