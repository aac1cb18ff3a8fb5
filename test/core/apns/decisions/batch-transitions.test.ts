import { describe, expect, it } from 'vitest';
import {
  afterBackOff,
  afterCommand,
  afterNoConnection,
  afterOwnershipLost,
  afterReadError,
  afterResult,
  type BatchCommand,
  type BatchRunState,
  changesNothing,
  finalStateOf,
  handlingOf,
  INITIAL_BATCH_RUN_STATE,
  isFinalState,
  type ResultFacts,
} from '#core/apns/decisions/batch-transitions';
import { MAX_REFUSALS_WITHOUT_SUCCESS, TAKEN_OVER } from '#core/apns/decisions/batch-troubles';
import { BATCH_STATES, type BatchState, isBatchOver } from '#shared/apns/batch';
import type { DeliveryFailure } from '#shared/apns/push';

const failure = (change: Partial<DeliveryFailure> = {}): DeliveryFailure => ({
  step: 'tcp',
  code: 'tcp-failed',
  message: { en: 'closed', zh: '关闭' },
  hint: { en: 'wait', zh: '等待' },
  ...change,
});
const NO_TLS = failure({ step: 'tls', code: 'tls-failed' });
const NO_STREAM = failure({ step: 'http2', code: 'stream-refused' });
const NO_WAY = failure();

const accepted: ResultFacts = { outcome: 'accepted', status: 200, reason: null, failure: null };
const rejected = (status: number | null, reason: string | null): ResultFacts => ({
  outcome: 'rejected',
  status,
  reason,
  failure: null,
});
const failed = (why: DeliveryFailure): ResultFacts => ({
  outcome: 'failed',
  status: null,
  reason: null,
  failure: why,
});
const unknown: ResultFacts = { ...failed(failure({ step: 'request' })), outcome: 'unknown' };

const run = (change: Partial<BatchRunState> = {}): BatchRunState => ({
  ...INITIAL_BATCH_RUN_STATE,
  ...change,
});
const after = (
  results: readonly ResultFacts[],
  from: BatchRunState = INITIAL_BATCH_RUN_STATE,
): BatchRunState => results.reduce((now, result) => afterResult(now, result).next, from);
const times = (count: number, result: ResultFacts): ResultFacts[] =>
  Array.from({ length: count }, () => result);

const RUNNING: readonly BatchState[] = ['running', 'waiting', 'paused'];
const OVER = BATCH_STATES.filter(isBatchOver);

describe('what becomes of a target', () => {
  it('whose push was answered, or may have been: it has its outcome', () => {
    for (const result of [accepted, rejected(400, 'BadDeviceToken'), unknown]) {
      for (const state of BATCH_STATES) expect(handlingOf(run({ state }), true, result)).toBe('settle');
    }
    const doubt = { ...failed(failure({ code: 'cancelled' })), outcome: 'unknown' } as const;
    expect(handlingOf(run({ state: 'cancelled' }), true, doubt)).toBe('settle');
  });

  it('that was taken back at the end: it waits for the next time', () => {
    const back = failed(failure({ step: 'request', code: 'cancelled' }));
    for (const state of OVER) expect(handlingOf(run({ state }), true, back)).toBe('put-back');
    for (const state of RUNNING) {
      expect(handlingOf(run({ state }), true, back)).toBe('settle');
      expect(handlingOf(run({ state }), false, back)).toBe('put-back');
    }
  });

  it('for which there is no connection: it waits for one, unless the batch is over', () => {
    for (const why of [NO_WAY, NO_TLS, NO_STREAM, failure({ step: 'request', code: 'stream-refused' })]) {
      for (const state of RUNNING) expect(handlingOf(run({ state }), true, failed(why))).toBe('requeue');
      for (const state of OVER) expect(handlingOf(run({ state }), true, failed(why))).toBe('settle');
    }
  });

  it('that cannot be sent itself: it has failed', () => {
    const own = failed(failure({ step: 'request', code: 'bad-device-token' }));
    expect(handlingOf(run(), true, own)).toBe('settle');
    expect(handlingOf(run(), true, { ...own, failure: null })).toBe('settle');
  });
});

describe('refusals', () => {
  it('of the credential: three in a row stop the batch, and take back what has not left', () => {
    const reason = 'ExpiredProviderToken';
    const two = after([accepted, ...times(2, rejected(403, reason))]);
    expect(two.state).toBe('running');
    const { next: three, effects } = afterResult(two, rejected(403, reason));
    expect(three.state).toBe('stopped');
    expect(effects).toEqual([{ kind: 'withdraw' }]);
    expect(three.trouble).toMatchObject({ step: 'auth', code: 'credential-refused' });
    expect(three.trouble?.message.en).toBe(
      'APNs refuses the provider token now (ExpiredProviderToken), so the batch stopped.',
    );
    expect(three.trouble?.hint.en).toMatch(/clock/);
  });

  it.each([
    'InvalidProviderToken',
    'MissingProviderToken',
    'UnrelatedKeyIdInToken',
    'BadEnvironmentKeyIdInToken',
    'BadEnvironmentKeyInToken',
    'TooManyProviderTokenUpdates',
    'BadCertificate',
    'BadCertificateEnvironment',
  ])('%s is one of them', (reason) => {
    const end = after(times(3, rejected(403, reason)));
    expect(end.state).toBe('stopped');
    expect(end.trouble?.message.en).toBe(
      `APNs refused the credential 3 times in a row (${reason}) and accepted no push, so the batch stopped.`,
    );
    expect(end.trouble?.hint.en).toMatch(/^Correct the credential/);
  });

  it('of the credential: another answer between them begins the count anew', () => {
    const refused = rejected(403, 'InvalidProviderToken');
    for (const between of [accepted, rejected(400, 'BadDeviceToken'), rejected(410, null)]) {
      expect(after([refused, refused, between, refused, refused]).state).toBe('running');
    }
    // One without an answer says nothing.
    expect(after([refused, refused, unknown, refused]).state).toBe('stopped');
  });

  it('of the sender, for another reason: fifty stop a batch that accepted nothing', () => {
    const refused = rejected(403, 'Forbidden');
    const almost = after(times(MAX_REFUSALS_WITHOUT_SUCCESS - 1, refused));
    expect(almost.state).toBe('running');
    const end = after([refused], almost);
    expect(end.state).toBe('stopped');
    expect(end.trouble?.message.en).toContain('refused the credential 50 times in a row (Forbidden)');
    expect(after([rejected(403, null)], almost).trouble?.message.en).toContain('(403)');
  });

  it('of the sender: one accepted push shows that it is not the sender', () => {
    const refused = rejected(403, 'Forbidden');
    expect(after([accepted, ...times(500, refused)]).state).toBe('running');
    expect(after([...times(49, refused), accepted, ...times(500, refused)]).state).toBe('running');
  });

  it('of pushes: never stop it', () => {
    expect(after(times(500, rejected(400, 'BadDeviceToken'))).state).toBe('running');
    expect(after(times(500, rejected(410, 'Unregistered'))).state).toBe('running');
    expect(after(times(500, unknown)).state).toBe('running');
  });

  it('by a GOAWAY with a reason: one is enough', () => {
    const { next: end, effects } = afterResult(run(), rejected(null, 'BadCertificateEnvironment'));
    expect(end.state).toBe('stopped');
    expect(effects).toEqual([{ kind: 'withdraw' }]);
    expect(end.trouble?.message.en).toBe(
      'APNs refused the credential (BadCertificateEnvironment) and accepted no push, so the batch stopped.',
    );
    const later = afterResult(run({ hasAccepted: true }), rejected(null, 'BadCertificateEnvironment'));
    expect(later.next.trouble?.message.en).toBe(
      'APNs refuses the credential now (BadCertificateEnvironment), so the batch stopped.',
    );
  });

  it('that come when the batch is over change nothing of its end', () => {
    const over = run({ state: 'cancelled', credentialRefusals: 2 });
    const step = afterResult(over, rejected(403, 'ExpiredProviderToken'));
    expect(step.next).toMatchObject({ state: 'cancelled', trouble: null });
    expect(step.effects).toEqual([{ kind: 'launch' }]);
  });
});

describe('a result', () => {
  it('lets the next one go', () => {
    expect(afterResult(run(), accepted).effects).toEqual([{ kind: 'launch' }]);
  });

  it('is uneventful when an accepted push follows an accepted push', () => {
    const calm = after([accepted]);
    expect(changesNothing(calm, accepted)).toBe(true);
    expect(afterResult(calm, accepted).next).toEqual(calm);
    expect(changesNothing(calm, rejected(400, null))).toBe(false);
    for (const change of [
      { hasAccepted: false },
      { failedConnects: 1 },
      { refusals: 1 },
      { credentialRefusals: 1 },
      { trouble: NO_WAY },
    ]) {
      expect(changesNothing({ ...calm, ...change }, accepted)).toBe(false);
    }
  });

  it('with an answer ends the trouble with connections; one without does not', () => {
    const troubled = run({ trouble: NO_WAY, failedConnects: 2, answersUntilReset: 1 });
    expect(after([rejected(400, null)], troubled)).toMatchObject({ trouble: null, failedConnects: 0 });
    expect(after([unknown], troubled)).toMatchObject({ trouble: NO_WAY, failedConnects: 2 });
    // Of a batch that waits or has stopped, the trouble is still why.
    expect(after([accepted], { ...troubled, state: 'waiting' }).trouble).toBe(NO_WAY);
    expect(after([accepted], { ...troubled, state: 'stopped' }).trouble).toBe(NO_WAY);
  });

  it('after a server that let nothing in: one answer is not enough', () => {
    const { next: starved } = afterNoConnection(run(), NO_STREAM, { retries: 3, random: 0 });
    const again = afterBackOff(starved).next;
    const one = after([accepted], again);
    expect(one).toMatchObject({ failedConnects: 1, trouble: NO_STREAM });
    expect(after([accepted], one)).toMatchObject({ failedConnects: 0, trouble: null, answersUntilReset: 0 });
  });
});

describe('a connection that is not to be had', () => {
  it('is waited for, longer each time', () => {
    const limits = { retries: 3, random: 0.5 };
    let now = run();
    const pauses: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const step = afterNoConnection(now, NO_WAY, limits);
      expect(step.next).toMatchObject({ state: 'waiting', trouble: NO_WAY, failedConnects: round + 1 });
      for (const effect of step.effects) if (effect.kind === 'wait') pauses.push(effect.ms);
      const next = afterBackOff(step.next);
      expect(next.effects).toEqual([{ kind: 'launch' }]);
      now = next.next;
      expect(now.state).toBe('running');
    }
    expect(pauses).toEqual([1000, 2000, 4000]);
    const end = afterNoConnection(now, NO_WAY, limits);
    expect(end.next).toMatchObject({ state: 'stopped', trouble: NO_WAY });
    expect(end.effects).toEqual([{ kind: 'fail-rest', failure: NO_WAY }]);
  });

  it('is not tried again without retries', () => {
    expect(afterNoConnection(run(), NO_WAY, { retries: 0, random: 0 }).next.state).toBe('stopped');
    expect(afterNoConnection(run(), NO_WAY, { retries: 1, random: 0 }).next.state).toBe('waiting');
  });

  it('is not tried again where a handshake or a credential was refused', () => {
    for (const why of [NO_TLS, failure({ step: 'auth', code: 'bad-signing-identity' })]) {
      const { next: end, effects } = afterNoConnection(run(), why, { retries: 9, random: 0 });
      expect(end.state).toBe('stopped');
      expect(effects).toEqual([{ kind: 'fail-rest', failure: why }]);
    }
  });

  it('counts once for all that waited for it', () => {
    const { next: waiting } = afterNoConnection(run(), NO_WAY, { retries: 3, random: 0 });
    const step = afterNoConnection(waiting, NO_STREAM, { retries: 3, random: 0 });
    expect(step).toEqual({ next: { ...waiting, trouble: NO_STREAM }, effects: [] });
    const paused = afterNoConnection(run({ state: 'paused' }), NO_WAY, { retries: 0, random: 0 });
    expect(paused).toEqual({ next: run({ state: 'paused', trouble: NO_WAY }), effects: [] });
  });

  it('that is forgotten after an answer', () => {
    const { next: waiting } = afterNoConnection(run(), NO_WAY, { retries: 3, random: 0 });
    expect(waiting.answersUntilReset).toBe(1);
    expect(after([accepted], afterBackOff(waiting).next)).toMatchObject({
      failedConnects: 0,
      trouble: null,
    });
  });

  it('is not waited for any more once the batch was paused or ended', () => {
    for (const state of BATCH_STATES.filter((each) => each !== 'waiting')) {
      expect(afterBackOff(run({ state }))).toEqual({ next: run({ state }), effects: [] });
    }
  });
});

describe('an order', () => {
  const ORDERS: readonly (readonly [BatchCommand, readonly BatchState[], BatchState, string])[] = [
    ['pause', ['running', 'waiting'], 'paused', 'note-pause'],
    ['resume', ['paused'], 'running', 'launch'],
    ['cancel', RUNNING, 'cancelled', 'withdraw'],
    ['close', RUNNING, 'stopped', 'withdraw'],
  ];
  it.each(ORDERS)('%s', (order, from, to, kind) => {
    for (const state of BATCH_STATES) {
      const before = run({ state, trouble: NO_WAY });
      const step = afterCommand(before, order);
      if (from.includes(state)) expect(step).toEqual({ next: { ...before, state: to }, effects: [{ kind }] });
      else expect(step).toEqual({ next: before, effects: [] });
    }
  });
});

describe('an end', () => {
  it('because another process sends it: nothing more leaves', () => {
    for (const state of RUNNING) {
      const step = afterOwnershipLost(run({ state }), TAKEN_OVER);
      expect(step.next).toMatchObject({ state: 'stopped', trouble: TAKEN_OVER });
      expect(step.effects).toEqual([{ kind: 'withdraw' }]);
    }
    for (const state of OVER)
      expect(afterOwnershipLost(run({ state }), TAKEN_OVER)).toEqual({ next: run({ state }), effects: [] });
  });

  it('because its list cannot be read: what is under way goes on', () => {
    for (const state of RUNNING) {
      expect(afterReadError(run({ state }))).toEqual({
        next: run({ state: 'stopped' }),
        effects: [],
      });
    }
    for (const state of OVER) {
      expect(afterReadError(run({ state }))).toEqual({ next: run({ state }), effects: [] });
    }
  });

  it('comes when all is sent, or when it was ended', () => {
    expect(finalStateOf(run(), true)).toBe('finished');
    expect(finalStateOf(run(), false)).toBeNull();
    for (const state of ['waiting', 'paused'] as const) expect(finalStateOf(run({ state }), true)).toBeNull();
    for (const state of OVER)
      for (const drained of [true, false]) expect(finalStateOf(run({ state }), drained)).toBe(state);
  });

  it('is for good only where it was finished or cancelled', () => {
    expect(BATCH_STATES.filter(isFinalState)).toEqual(['finished', 'cancelled']);
  });
});
