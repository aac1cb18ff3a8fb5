import { describe, expect, it } from 'vitest';
import { type ConnectionFacts, describeConnectionFailure } from '#shared/apns/connection-failure';

const facts = (change: Partial<ConnectionFacts>): ConnectionFacts => ({
  step: 'tcp',
  host: 'api.push.apple.com',
  port: 443,
  ...change,
});

/** What a test cannot make a network do; the rest is provoked in test/core/apns/connection-endings.test.ts. */
describe('describeConnectionFailure', () => {
  it.each<[what: string, change: Partial<ConnectionFacts>, code: string, says: string]>([
    [
      'a name server that is silent',
      { step: 'dns', code: 'EAI_AGAIN' },
      'dns-failed',
      'The address of api.push.apple.com could not be looked up: the name server did not answer.',
    ],
    [
      'a name that takes too long',
      { step: 'dns', timeoutMs: 10_000 },
      'connect-timeout',
      'The address of api.push.apple.com could not be looked up within 10 s.',
    ],
    [
      'a connection that the system gave up',
      { code: 'ETIMEDOUT', detail: 'connect ETIMEDOUT 17.188.1.1:443' },
      'tcp-failed',
      'api.push.apple.com did not answer on port 443.',
    ],
    [
      'a connection that takes too long',
      { timeoutMs: 1500 },
      'connect-timeout',
      'No answer from api.push.apple.com port 443 within 1.5 s while the connection was being opened.',
    ],
    [
      'a network without a way out',
      { code: 'ENETUNREACH', detail: 'connect ENETUNREACH 17.188.1.1:443' },
      'tcp-failed',
      'There is no route from this machine to api.push.apple.com.',
    ],
    [
      'a proxy that takes too long',
      { host: 'proxy.example', port: 3128, proxy: 'proxy.example:3128', timeoutMs: 1000 },
      'connect-timeout',
      'No answer from the proxy proxy.example port 3128 within 1 s while the connection was being opened.',
    ],
  ])('%s', (_what, change, code, says) => {
    const { message, ...failure } = describeConnectionFailure(facts(change));
    expect(failure.code).toBe(code);
    expect(message.en).toBe(says);
  });

  it('quotes a foreign message without the address that our own words name', () => {
    const detail = 'connect EWEIRD 10.0.0.1:8443 - Local (0.0.0.0:0)';
    const { message } = describeConnectionFailure(
      facts({ host: '10.0.0.1', port: 8443, code: 'EWEIRD', detail }),
    );
    expect(message.en).toBe('Could not connect to 10.0.0.1 port 8443 (connect EWEIRD - Local (0.0.0.0:0)).');
  });

  it('names the other port of APNs for APNs alone', () => {
    const hintFor = (change: Partial<ConnectionFacts>): string =>
      describeConnectionFailure(facts({ code: 'ETIMEDOUT', ...change })).hint.en;
    expect(hintFor({})).toContain('port 2197');
    expect(hintFor({ port: 2197 })).toContain('port 443');
    expect(hintFor({ host: 'localhost' })).not.toContain('APNs');
    expect(hintFor({ host: 'proxy.example', proxy: 'proxy.example:3128' })).toContain('address of the proxy');
  });
});
