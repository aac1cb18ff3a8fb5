import type { LocalizedText } from '../text/localized-text.js';
import type { RequestFacts, World } from './request-facts.js';

/**
 * How sure we are that the real service does the same:
 * `documented` on the named Apple page, `observed` on the wire by others, `ours` where nothing settles it.
 */
type Confidence = 'documented' | 'observed' | 'ours';

/** From `credentials` on the provider token or certificate has been accepted. */
type CheckStage = 'request' | 'credentials' | 'values';

/** One row of a validation table. The rows are tried in order, and the first that objects decides. */
export interface Check {
  readonly id: string;
  readonly stage: CheckStage;
  readonly status: number;
  readonly reason: string | ((world: World) => string);
  /** Where the rule is written down or was seen. */
  readonly source: string;
  readonly confidence: Confidence;
  /** What is wrong with this very request, in one sentence; `null` when nothing is. */
  readonly objects: (request: RequestFacts, world: World) => LocalizedText | null;
  /** For 410: Unix time in milliseconds. */
  readonly timestampMs?: (request: RequestFacts, world: World) => number | null;
}

/** What a table of checks says about a request. */
export interface Verdict {
  readonly status: number;
  /** `null` when it was accepted. */
  readonly reason: string | null;
  readonly timestampMs: number | null;
  readonly because: LocalizedText;
  /** The row that objected. */
  readonly checkId: string | null;
  /** The provider token or certificate was accepted, whatever came of the rest. */
  readonly authenticated: boolean;
}
