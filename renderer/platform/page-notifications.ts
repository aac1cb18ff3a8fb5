import { useState } from 'react';

/** Whether this browser lets the page notify; `unsupported` where it cannot at all. */
export type NotifyPermission = NotificationPermission | 'unsupported';

/** What the browser says now. */
export function notifyPermission(): NotifyPermission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
}

/** The permission, and the way to ask for it: only in answer to a click, else browsers refuse unasked. */
export function useNotifyPermission(): {
  readonly permission: NotifyPermission;
  readonly ask: () => Promise<void>;
} {
  const [permission, setPermission] = useState(notifyPermission);
  const ask = async (): Promise<void> => {
    if (permission !== 'default') return;
    setPermission(await Notification.requestPermission());
  };
  return { permission, ask };
}
