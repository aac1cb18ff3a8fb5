import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { SESSION_REQUEST_LIMIT, type SessionRequest } from '#shared/contract/host-session';

const secret = z.string().min(1).max(200);
const sessionRequest: z.ZodType<SessionRequest> = z.union([
  z.strictObject({ token: secret }),
  z.strictObject({ code: secret }),
  z.strictObject({ pageNonce: secret }),
  z.strictObject({ pageNonce: secret, hostNonce: secret, proof: secret }),
]);

/** @returns `null` for everything that is not a short JSON document of the right form. */
export async function readSessionRequest(request: IncomingMessage): Promise<SessionRequest | null> {
  // With this type a page of another site would have to ask for permission first, which is never given.
  if (request.headers['content-type'] !== 'application/json') return null;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request) {
      const bytes = piece as Buffer;
      size += bytes.length;
      if (size > SESSION_REQUEST_LIMIT) return null;
      pieces.push(bytes);
    }
    return sessionRequest.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
  } catch {
    return null;
  }
}
