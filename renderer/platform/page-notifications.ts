import { useState } from 'react';

/** Whether this browser lets the page show notifications; `unsupported` where it cannot. */
export type NotifyPermission = NotificationPermission | 'unsupported';

/** The current permission. */
export function notifyPermission(): NotifyPermission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
}

/** The permission, and a function to request it: only on a click, because browsers deny requests without one. */
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
