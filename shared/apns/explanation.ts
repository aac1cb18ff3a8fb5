import type { LocalizedText } from '../text/localized-text.js';
import type { Environment, PushHeaders } from './push.js';

/** Whether and when the same push can be sent again. */
export type RetryAdvice = 'never' | 'after-fix' | 'later';

/** A fix that the window offers as a button. */
export type FixAction =
  | { readonly kind: 'use-environment'; readonly environment: Environment }
  /** Sets these headers and keeps the others. */
  | { readonly kind: 'set-headers'; readonly headers: PushHeaders }
  /** Removes these headers. */
  | { readonly kind: 'remove-headers'; readonly headers: readonly (keyof PushHeaders)[] }
  | { readonly kind: 'renew-provider-token' }
  | { readonly kind: 'shrink-payload' }
  | { readonly kind: 'mark-device-gone'; readonly token: string }
  | { readonly kind: 'open-credential'; readonly credentialId: string };

/** A fix with the label of its button. */
export interface OfferedFix {
  readonly label: LocalizedText;
  readonly action: FixAction;
}

/** What an answer means for the request that caused it. */
export interface Explanation {
  readonly title: LocalizedText;
  /** The most likely cause, given everything known about this request. */
  readonly cause: LocalizedText;
  readonly fix: LocalizedText;
  readonly retry: RetryAdvice;
  readonly actions: readonly OfferedFix[];
  /** Other possible causes, the likelier ones first. */
  readonly otherCauses?: readonly LocalizedText[];
}
