import type { OpenSession } from '#core/apns/http2-session';
import { openLeanSession } from '#core/apns/lean-http2-session';
import { openNodeSession } from '#core/apns/node-http2-session';

/** Every implementation of a session: each passes the same tests. */
export const SESSIONS: readonly { readonly name: string; readonly openSession: OpenSession }[] = [
  { name: 'our own HTTP/2', openSession: openLeanSession },
  { name: 'node:http2', openSession: openNodeSession },
];
