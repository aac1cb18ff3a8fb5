import { PUSH_HEADERS } from '../../apns/header-table.js';
import type { HeaderField, Push, PushHeaders } from '../../apns/push.js';
import { headersFromWire } from '../../apns/wire-headers.js';
import { credentialFactsOf } from '../../credentials/credential-facts.js';
import type { CredentialSummary } from '../../credentials/inspection.js';
import { omitUndefined } from '../../omit-undefined.js';
import { type Diagnostic, lint } from './lint.js';
import type { KnownDevice } from './rule.js';

/** What is known around a push that is about to leave. */
export interface PushSurroundings {
  /** `null`: none was found; absent: not known. */
  readonly credential?: CredentialSummary | null;
  /** The first of several targets, of a push that goes to devices. */
  readonly token?: string;
  readonly device?: KnownDevice;
  /** Unix time in milliseconds; without it, rules about dates that pass stay silent. */
  readonly nowMs?: number;
}

/**
 * The check that every command makes of a push before it sends it: payload, headers, credential, environment and target,
 * against each other. Headers of Apple's that were given by their names on the wire are judged like the named ones.
 *
 * @returns what was found. Of it an `error` stops the push, unless a person insists.
 */
export function checkPush(
  push: Omit<Push, 'target'> & { readonly target: Push['target']['kind'] },
  surroundings: PushSurroundings,
): readonly Diagnostic[] {
  const { environment, payload, target } = push;
  const { credential, token, device, nowMs } = surroundings;
  const headers = withOwnNames(push.headers);
  const facts = credential === undefined || credential === null ? credential : credentialFactsOf(credential);
  return lint({
    text: payload,
    headers,
    environment,
    target,
    ...omitUndefined({ pushType: headers.pushType, topic: headers.topic }),
    ...omitUndefined({ token, device, credential: facts, nowMs }),
  }).diagnostics;
}

/** Gives a header that was written by its name on the wire its own field, unless that has a value: then it is there twice. */
function withOwnNames(headers: PushHeaders): PushHeaders {
  const { custom = [], ...named } = headers;
  const isOwn = (field: HeaderField): boolean =>
    PUSH_HEADERS.some(({ key, name }) => name === field.name.toLowerCase() && named[key] === undefined);
  const own = custom.filter(isOwn).map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  const rest = custom.filter((field) => !isOwn(field));
  return { ...headersFromWire(own), ...named, ...(rest.length > 0 && { custom: rest }) };
}
