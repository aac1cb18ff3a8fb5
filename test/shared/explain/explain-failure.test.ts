import { describe, expect, it } from 'vitest';
import { CONNECTION_STEPS } from '#shared/apns/push';
import { explainFailure, type ExplainFailureInput } from '#shared/explain/explain-failure';
import { CERTIFICATE, KEY } from './sample-input.js';

const failure = (change: Partial<ExplainFailureInput> = {}): ExplainFailureInput => ({
  failure: {
    step: 'tcp',
    code: 'tcp-failed',
    message: { en: 'Nothing answered at 17.188.1.1:443.', zh: '17.188.1.1:443 没有响应。' },
    hint: { en: '', zh: '' },
  },
  outcome: 'failed',
  environment: { kind: 'sandbox' },
  origin: 'https://api.sandbox.push.apple.com:443',
  credential: KEY,
  ...change,
});

describe('explainFailure', () => {
  it.each(CONNECTION_STEPS)('has words for the step %s in both languages', (step) => {
    for (const credential of [KEY, CERTIFICATE, null]) {
      for (const environment of [
        { kind: 'simulator' },
        { kind: 'production' },
        { kind: 'custom', url: 'https://127.0.0.1:2197' },
      ] as const) {
        const input = failure({ environment, credential });
        const { title, cause, fix } = explainFailure({ ...input, failure: { ...input.failure, step } });
        for (const text of [title, cause, fix]) {
          expect(text.en).not.toMatch(/undefined|null/);
          expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
        }
      }
    }
  });

  it('names the other port of the same service', () => {
    expect(explainFailure(failure()).fix.en).toContain('same service on port 2197');
    expect(explainFailure(failure({ origin: 'https://api.push.apple.com:2197' })).fix.en).toContain(
      'port 443',
    );
  });

  it('names the server and the proxy on the way to it', () => {
    const tls = { ...failure().failure, step: 'tls', code: 'tls-failed' } as const;
    const { cause } = explainFailure(failure({ failure: tls, proxyUrl: 'proxy.example:3128' }));
    expect(cause.en).toContain('https://api.sandbox.push.apple.com:443');
    expect(cause.en).toContain('through the proxy proxy.example:3128');
  });

  it('prefers the hint of what raised the failure', () => {
    const input = failure();
    const hint = { en: 'Say please.', zh: '请说“请”。' };
    expect(explainFailure({ ...input, failure: { ...input.failure, hint } }).fix).toEqual(hint);
  });

  it('warns that a push without an answer may have arrived', () => {
    const input = failure({ outcome: 'unknown' });
    const lost = { ...input.failure, step: 'request', code: 'connection-lost' } as const;
    expect(explainFailure({ ...input, failure: lost }).title.en).toContain('may have been delivered');
    expect(explainFailure({ ...input, failure: lost }).fix.en).toContain('add a collapse ID');
    expect(explainFailure({ ...input, failure: lost, hasCollapseId: true }).fix.en).toContain(
      'replace the first',
    );
  });

  it('offers to look at the certificate when TLS fails with one', () => {
    const input = failure({ credential: CERTIFICATE });
    const explanation = explainFailure({
      ...input,
      failure: { ...input.failure, step: 'tls', code: 'tls-failed' },
    });
    expect(explanation.fix.en).toContain(CERTIFICATE.name);
    expect(explanation.actions).toHaveLength(1);
    expect(explanation.retry).toBe('after-fix');
  });

  it.each([
    {
      what: 'a server of the user’s own that the failure names',
      change: { environment: { kind: 'custom', url: 'https://127.0.0.1:1' }, origin: 'https://127.0.0.1:1' },
      message: '127.0.0.1 refused the connection to port 1: nothing is listening there.',
      cause: '127.0.0.1 refused the connection to port 1: nothing is listening there.',
    },
    {
      what: 'a service of Apple that the failure names',
      change: {},
      message: 'api.sandbox.push.apple.com did not answer on port 443.',
      cause: 'api.sandbox.push.apple.com did not answer on port 443. This was on the way to the sandbox.',
    },
    {
      what: 'a proxy that was not reached',
      change: { proxyUrl: '10.0.0.1:3128' },
      message: '10.0.0.1 refused the connection to port 3128: nothing is listening there.',
      cause:
        '10.0.0.1 refused the connection to port 3128: nothing is listening there. This was on the way to the sandbox (https://api.sandbox.push.apple.com:443).',
    },
  ] as const)('says no address twice: $what', ({ change, message, cause }) => {
    const input = failure(change);
    const told = explainFailure({
      ...input,
      failure: { ...input.failure, message: { en: message, zh: message } },
    });
    expect(told.cause.en).toBe(cause);
  });

  it('says of a push that could not leave that it was not sent, and nothing of a way', () => {
    const message = { en: 'A device token has hex digits only.', zh: '设备令牌只能包含十六进制数字。' };
    const told = explainFailure(
      failure({
        failure: {
          step: 'request',
          code: 'bad-device-token',
          message,
          hint: { en: 'Copy it again.', zh: '请重新复制。' },
        },
      }),
    );
    expect(told).toMatchObject({ title: { en: 'It was not sent' }, cause: message, retry: 'after-fix' });
  });
});
