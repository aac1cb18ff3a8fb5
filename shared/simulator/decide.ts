import type { LocalizedText } from '../text/localized-text.js';
import type { Check, Verdict } from './check.js';
import type { RequestFacts, World } from './request-facts.js';

const ACCEPTED: LocalizedText = {
  en: 'Every check passed, so the push was accepted.',
  zh: '所有检查均已通过，推送被接受。',
};

const ACCEPTED_VERDICT: Verdict = {
  status: 200,
  reason: null,
  timestampMs: null,
  because: ACCEPTED,
  checkId: null,
  authenticated: true,
};

/**
 * Judges one request by a table of checks: the first row that objects gives the answer.
 *
 * @param checks - In the order in which they are tried.
 * @returns Status 200 when no row objects.
 */
export function decide(checks: readonly Check[], request: RequestFacts, world: World): Verdict {
  for (const check of checks) {
    const because = check.objects(request, world);
    if (because === null) continue;
    return {
      status: check.status,
      reason: typeof check.reason === 'string' ? check.reason : check.reason(world),
      timestampMs: check.timestampMs?.(request, world) ?? null,
      because,
      checkId: check.id,
      authenticated: check.stage === 'values',
    };
  }
  return ACCEPTED_VERDICT;
}
