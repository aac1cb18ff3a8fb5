import { describe, expect, it } from 'vitest';
import {
  affectsEveryPush,
  isCredentialRefusal,
  isNoStreamFree,
  notSentError,
  refusalTrouble,
  TAKEN_OVER,
} from '#core/apns/decisions/batch-troubles';
import type { ConnectionStep, DeliveryFailure } from '#shared/apns/push';

const failure = (
  step: ConnectionStep,
  code: DeliveryFailure['code'] = 'connection-lost',
): DeliveryFailure => ({
  step,
  code,
  message: { en: '', zh: '' },
  hint: { en: '', zh: '' },
});

describe('a failure', () => {
  it('of the way to APNs is no fault of the push', () => {
    for (const step of ['dns', 'tcp', 'proxy', 'tls', 'http2', 'auth'] as const) {
      expect(affectsEveryPush(failure(step))).toBe(true);
    }
    expect(affectsEveryPush(failure('topic'))).toBe(false);
    expect(affectsEveryPush(failure('request'))).toBe(false);
    expect(affectsEveryPush(failure('request', 'stream-refused'))).toBe(true);
  });

  it('means that no stream was free only where the push had not left', () => {
    expect(isNoStreamFree(failure('http2', 'stream-refused'))).toBe(true);
    expect(isNoStreamFree(failure('request', 'stream-refused'))).toBe(false);
    expect(isNoStreamFree(failure('http2'))).toBe(false);
  });
});

it('no reason is no refusal of the credential', () => {
  expect(isCredentialRefusal(null)).toBe(false);
});

describe('the trouble of a refused credential', () => {
  it('counts what was refused from the start', () => {
    expect(refusalTrouble('BadCertificate', 1, false).message.zh).toBe(
      'APNs 拒绝该凭证（BadCertificate），且没有接受任何推送，批次已停止。',
    );
    expect(refusalTrouble(null, 50, false).message.zh).toBe(
      'APNs 连续 50 次拒绝该凭证（403），且没有接受任何推送，批次已停止。',
    );
  });

  it('names what is refused after a while', () => {
    expect(refusalTrouble('InvalidProviderToken', 3, true).message.zh).toBe(
      'APNs 现在拒绝该提供者令牌（InvalidProviderToken），批次已停止。',
    );
    expect(refusalTrouble(null, 3, true).message).toEqual({
      en: 'APNs refuses the credential now (403), so the batch stopped.',
      zh: 'APNs 现在拒绝该凭证（403），批次已停止。',
    });
  });

  it('says what to do, in both languages', () => {
    expect(refusalTrouble('ExpiredProviderToken', 3, true).hint.zh).toMatch(
      /^请检查本机时钟，然后恢复该批次。./,
    );
    expect(refusalTrouble('InvalidProviderToken', 3, true).hint.zh).toBe(
      '请修正凭证或环境，然后恢复该批次。',
    );
  });
});

it('what was not sent is called cancelled, so that it waits for the next time', () => {
  expect(notSentError().code).toBe('cancelled');
  expect(TAKEN_OVER).toMatchObject({ step: 'request', code: 'cancelled' });
  for (const text of [notSentError().text, notSentError().hint, TAKEN_OVER.message, TAKEN_OVER.hint]) {
    expect(text.en).not.toBe('');
    expect(text.zh).toMatch(/[一-鿿]/);
  }
});
