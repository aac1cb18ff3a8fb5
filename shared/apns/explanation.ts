import type { LocalizedText } from '../text/localized-text.js';
import type { Environment, PushHeaders } from './push.js';

/** When to send the same push again. */
export type RetryAdvice = 'never' | 'after-fix' | 'later';

/** A fix that the window can carry out by itself, shown as a button. */
export type FixAction =
  | { readonly kind: 'use-environment'; readonly environment: Environment }
  /** The named headers take these values, the others stay. */
  | { readonly kind: 'set-headers'; readonly headers: PushHeaders }
  /** The named headers are not sent any more. */
  | { readonly kind: 'remove-headers'; readonly headers: readonly (keyof PushHeaders)[] }
  | { readonly kind: 'renew-provider-token' }
  | { readonly kind: 'shrink-payload' }
  | { readonly kind: 'mark-device-gone'; readonly token: string }
  | { readonly kind: 'open-credential'; readonly credentialId: string };

/** A fix with the words of its button. */
export interface OfferedFix {
  readonly label: LocalizedText;
  readonly action: FixAction;
}

/** What an answer means for the request that earned it. */
export interface Explanation {
  readonly title: LocalizedText;
  /** The most likely cause, given all that is known about this request. */
  readonly cause: LocalizedText;
  readonly fix: LocalizedText;
  readonly retry: RetryAdvice;
  readonly actions: readonly OfferedFix[];
  /** Other possible causes, the likelier ones first. */
  readonly otherCauses?: readonly LocalizedText[];
}
