import type { Session, WebContents } from 'electron';
import { isPageUrl } from './page-address.js';

/** What the page may ask of the system: writing text to the clipboard ("copy as curl"), and nothing else. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Answers every permission question of a session, asked or checked, from one table. */
export function limitPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isGranted(contents, permission));
  });
  session.setPermissionCheckHandler((contents, permission) => isGranted(contents, permission));
  session.setDevicePermissionHandler(() => false);
}

function isGranted(contents: WebContents | null, permission: string): boolean {
  return GRANTED.has(permission) && contents !== null && isPageUrl(contents.getURL());
}
