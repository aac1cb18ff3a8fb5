import type { Clock } from '#core/ports/ports';
import type { Verdict } from '#shared/simulator/check';
import type { RequestFacts } from '#shared/simulator/request-facts';
import type { AnswerFields } from './http2/server-stream.js';
import type { ProviderTokenVerifier } from './provider-token-verifier.js';
import type { RandomIds } from './random-ids.js';
import type { RequestLog } from './request-log.js';
import type { ServiceState } from './service-state.js';

/** What the parts of the service share. */
export interface ApiContext {
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly world: ServiceState;
  readonly tokens: ProviderTokenVerifier;
  readonly log: RequestLog;
  /** Called after a change that watchers show. */
  readonly changed: () => void;
}

/** The answer to a request that passed every check. */
export interface Answer {
  readonly status: number;
  /** Includes the request ID. */
  readonly fields: AnswerFields;
  /** JSON, or empty. */
  readonly body: string;
}

/** One of the three APIs: how its requests are checked, and what an accepted one does. */
export interface Api {
  /** The header with the request ID, in requests and answers. */
  readonly idHeader: 'apns-id' | 'apns-request-id';
  judge(request: RequestFacts, world: ServiceState): Verdict;
  /** @param id - Request ID, from the client or generated. */
  accept(request: RequestFacts, id: string, context: ApiContext): Answer;
}
