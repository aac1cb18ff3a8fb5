import { SET_THE_CLOCK } from '#shared/apns/clock';
import type { DeliveryFailure } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import type { LocalizedText } from '#shared/text/localized-text';

const CONNECT_STEPS: ReadonlySet<string> = new Set(['dns', 'tcp', 'proxy', 'tls', 'http2', 'auth']);

/** True for a failure that is not specific to one push: APNs cannot be reached, or accepts no push at all. */
export function affectsEveryPush({ step, code }: DeliveryFailure): boolean {
  return CONNECT_STEPS.has(step) || code === 'stream-refused';
}

/** The steps among those whose failure a retry does not change. */
export const PERMANENT_STEPS: ReadonlySet<string> = new Set(['tls', 'auth']);
/** A batch stops after this many refusals of the sender if no push was accepted. */
export const MAX_REFUSALS_WITHOUT_SUCCESS = 50;
/** A batch stops after this many consecutive refusals of the credential, each of which costs a connection. */
export const MAX_CREDENTIAL_REFUSALS = 3;

/** True when the server allowed no further stream on an open connection. */
export function isNoStreamFree({ step, code }: DeliveryFailure): boolean {
  return step === 'http2' && code === 'stream-refused';
}

const PROVIDER_TOKEN_REASONS: ReadonlySet<string> = new Set([
  'ExpiredProviderToken',
  'InvalidProviderToken',
  'MissingProviderToken',
  'UnrelatedKeyIdInToken',
  'BadEnvironmentKeyIdInToken',
  'BadEnvironmentKeyInToken',
  'TooManyProviderTokenUpdates',
]);
const CERTIFICATE_REASONS: ReadonlySet<string> = new Set(['BadCertificate', 'BadCertificateEnvironment']);

/** True for a reason that concerns the credential rather than the push. */
export function isCredentialRefusal(reason: string | null): boolean {
  return reason !== null && (PROVIDER_TOKEN_REASONS.has(reason) || CERTIFICATE_REASONS.has(reason));
}

const CORRECT_THE_CREDENTIAL: LocalizedText = {
  en: 'Correct the credential or the environment, then resume the batch.',
  zh: '请修正凭证或环境，然后恢复该批次。',
};

/** Provider tokens are renewed in time automatically, so one that counts as expired was signed by a wrong clock. */
const CHECK_THE_CLOCK: LocalizedText = {
  en: `Check the clock of this computer, then resume the batch. ${SET_THE_CLOCK.en}`,
  zh: `请检查本机时钟，然后恢复该批次。${SET_THE_CLOCK.zh}`,
};

/**
 * Why a batch stopped after its credential was refused repeatedly.
 *
 * @param hasAccepted - True if some of its pushes were accepted before.
 */
export function refusalTrouble(reason: string | null, times: number, hasAccepted: boolean): DeliveryFailure {
  return {
    step: 'auth',
    code: 'credential-refused',
    message: hasAccepted ? refusedNow(reason) : refusedFromTheStart(reason ?? '403', times),
    hint: reason === 'ExpiredProviderToken' ? CHECK_THE_CLOCK : CORRECT_THE_CREDENTIAL,
  };
}

function refusedFromTheStart(words: string, times: number): LocalizedText {
  const count = times === 1 ? '' : ` ${times} times in a row`;
  return {
    en: `APNs refused the credential${count} (${words}) and accepted no push, so the batch stopped.`,
    zh: `APNs ${times === 1 ? '' : `连续 ${times} 次`}拒绝该凭证（${words}），且没有接受任何推送，批次已停止。`,
  };
}

function refusedNow(reason: string | null): LocalizedText {
  const isToken = reason !== null && PROVIDER_TOKEN_REASONS.has(reason);
  const what = isToken ? { en: 'provider token', zh: '提供者令牌' } : { en: 'credential', zh: '凭证' };
  const words = reason ?? '403';
  return {
    en: `APNs refuses the ${what.en} now (${words}), so the batch stopped.`,
    zh: `APNs 现在拒绝该${what.zh}（${words}），批次已停止。`,
  };
}

/** Why a batch stops that another process has claimed, or that was removed. */
export const TAKEN_OVER: DeliveryFailure = {
  step: 'request',
  code: 'cancelled',
  message: {
    en: 'Another process is sending this batch now, or it was removed, so nothing more of it is sent here.',
    zh: '此批次现在由另一个进程发送，或已被删除，因此这里不再发送。',
  },
  hint: {
    en: 'See its state with “pushdeck batches list”.',
    zh: '可用“pushdeck batches list”查看其状态。',
  },
};

/** Why a batch stops whose progress cannot be recorded. */
export const LEDGER_UNWRITABLE: DeliveryFailure = {
  step: 'request',
  code: 'cancelled',
  message: {
    en: 'The progress of this batch can no longer be recorded, so it stopped before anything could be sent twice.',
    zh: '此批次的进度已无法写入，为避免重复发送，批次已停止。',
  },
  hint: {
    en: 'Make the data folder writable again, then resume the batch.',
    zh: '请先恢复数据文件夹的写入，然后恢复该批次。',
  },
};

/** For targets that were not sent before the batch ended. */
export function notSentError(): AppError {
  return new AppError(
    'cancelled',
    { en: 'The batch ended before this one was sent.', zh: '批次在发送此条之前已结束。' },
    { en: 'Resume the batch to send it.', zh: '恢复该批次即可发送。' },
  );
}
