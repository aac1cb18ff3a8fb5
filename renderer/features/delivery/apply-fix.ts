import type { FixAction } from '#shared/apns/explanation';
import type { Push, PushHeaders } from '#shared/apns/push';

/** What the button of a fix does. */
export type FixPlan =
  /** Sends the push again, with or without a change. */
  | { readonly kind: 'send'; readonly push: Push }
  /** Resends the same push with a new provider token over a new connection. */
  | { readonly kind: 'reconnect'; readonly push: Push }
  /** Shows what makes the payload large: only the user can decide what to remove. */
  | { readonly kind: 'weigh' }
  | { readonly kind: 'open-credential'; readonly credentialId: string }
  /** Removes the device from Compose and marks it as gone in the workspace. */
  | { readonly kind: 'mark-gone'; readonly token: string };

/** Decides how to apply a fix to a push. The push in the log stays as it was sent. */
export function planFix(push: Push, action: FixAction): FixPlan {
  switch (action.kind) {
    case 'use-environment':
      return { kind: 'send', push: { ...push, environment: action.environment } };
    case 'set-headers':
      return { kind: 'send', push: { ...push, headers: { ...push.headers, ...action.headers } } };
    case 'remove-headers':
      return { kind: 'send', push: { ...push, headers: without(push.headers, action.headers) } };
    case 'renew-provider-token':
      return { kind: 'reconnect', push };
    case 'shrink-payload':
      return { kind: 'weigh' };
    case 'open-credential':
      return { kind: 'open-credential', credentialId: action.credentialId };
    case 'mark-device-gone':
      return { kind: 'mark-gone', token: action.token };
  }
}

function without(headers: PushHeaders, names: readonly (keyof PushHeaders)[]): PushHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !(names as readonly string[]).includes(name)),
  );
}

/**
 * Whether Compose still shows the push of a delivery, so that a fix must be applied there too: otherwise the next send
 * would fail the same way.
 */
export function isComposed(
  document: { readonly payload: string; readonly targets: readonly { readonly token: string }[] },
  push: Push,
): boolean {
  const { target } = push;
  return (
    document.payload === push.payload &&
    target.kind === 'device' &&
    document.targets.some(({ token }) => token === target.token)
  );
}
