import { parseOrigin } from '#shared/apns/environment';

/** True for a server URL that the core can send to: `https://host:port` without a path. */
export function isServerAddress(text: string): boolean {
  try {
    parseOrigin(text.trim());
    return true;
  } catch {
    return false;
  }
}
