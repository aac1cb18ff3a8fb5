import { shortToken } from '#shared/apns/short-token';

/** The path of a request with only both ends of its device token. */
export function shortPath(path: string): string {
  return path.replace(/[0-9a-fA-F]{20,}/g, shortToken);
}
