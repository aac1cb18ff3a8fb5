import type { LocalizedText } from '../text.js';
import type { Environment, PushHeaders } from './push.js';

/** When to send the same push again. */
export type RetryAdvice = 'never' | 'after-fix' | 'later';

/** A fix that the window can carry out by itself, shown as a button. */
export type FixAction =
  | { readonly kind: 'use-environment'; readonly environment: Environment }
  | { readonly kind: 'set-headers'; readonly headers: PushHeaders }
  | { readonly kind: 'renew-provider-token' }
  | { readonly kind: 'shrink-payload' }
  | { readonly kind: 'mark-device-gone'; readonly token: string }
  | { readonly kind: 'open-credential'; readonly credentialId: string };

/** What an answer means for the request that earned it. */
export interface Explanation {
  readonly title: LocalizedText;
  readonly cause: LocalizedText;
  readonly fix: LocalizedText;
  readonly retry: RetryAdvice;
  readonly actions: readonly { readonly label: LocalizedText; readonly action: FixAction }[];
}
