import { TEXT_HEADERS } from '#shared/apns/header-table';
import { type Environment, type Push, type PushHeaders, topicOfPush } from '#shared/apns/push';
import type { AppInfo } from '#shared/contract/app';
import { omitUndefined } from '#shared/omit-undefined';
import { headerTemplate, renderHeaders } from '#shared/payload/render-headers';
import { compileTemplate, requireVariables, scopeWith } from '#shared/payload/template';
import { recordOf } from '#shared/record-of';
import {
  type ComposeHeaders,
  type ExpirationChoice,
  fieldsOfHeaders,
  filledHeaders,
  NO_HEADERS,
} from './compose-headers.js';

export interface ComposeTarget {
  /** Hexadecimal where the pasted text could be read as a token, otherwise the text itself. */
  readonly token: string;
  /** The name of a saved device. */
  readonly name: string | null;
}

/** Everything Compose shows: one unfinished push for any number of devices. */
export interface ComposeDocument extends ComposeHeaders {
  readonly environment: Environment;
  readonly credentialId: string | null;
  readonly targets: readonly ComposeTarget[];
  readonly payload: string;
  /** The values of the `{{variables}}` in the payload, as typed. */
  readonly variables: Readonly<Record<string, string>>;
}

/** All but the payload, which is long and changes on every key. */
export type ComposeFields = Omit<ComposeDocument, 'payload'>;

const FIRST_PAYLOAD = `{
  "aps": {
    "alert": {
      "title": "Hello from Pushdeck",
      "body": "Your first push has arrived."
    },
    "sound": "default",
    "badge": 1
  }
}
`;

/** The initial document: a push to the simulator that is accepted unchanged. */
export function firstDocument(samples: AppInfo['samples']): ComposeDocument {
  return {
    environment: { kind: 'simulator' },
    credentialId: samples.credentialId,
    targets: [{ token: samples.token, name: samples.device }],
    ...NO_HEADERS,
    topic: samples.topic,
    pushType: 'alert',
    payload: FIRST_PAYLOAD,
    variables: {},
  };
}

/**
 * The headers to send. Empty fields are absent, so that APNs applies its own defaults.
 *
 * @param nowMs - Unix time in milliseconds, for expirations counted from now.
 */
export function headersOf(document: ComposeFields, nowMs: number): PushHeaders {
  const expiration = expirationOf(document.expiration, nowMs);
  return {
    ...filledHeaders(document),
    ...(expiration === null ? {} : { expiration }),
    ...(document.customHeaders.length === 0
      ? {}
      : { custom: document.customHeaders.filter((field) => field.name.trim() !== '') }),
  };
}

function expirationOf(choice: ExpirationChoice, nowMs: number): number | null {
  switch (choice.kind) {
    case 'unset':
      return null;
    case 'once':
      return 0;
    case 'after':
      return Math.floor(nowMs / 1000) + choice.seconds;
    case 'at':
      return choice.unixS;
  }
}

/**
 * One push per target, with the variables of payload and headers filled in. Without targets, one push goes to an empty
 * token: the answer of APNs explains it best.
 *
 * @throws AppError `missing-variable`, `bad-template` when a variable has no value.
 */
export function pushesOf(
  document: ComposeDocument,
  inputs: { readonly nowMs: number; readonly uuid: () => string },
): readonly Push[] {
  const targets = document.targets.length === 0 ? [{ token: '', name: null }] : document.targets;
  const headers = headersOf(document, inputs.nowMs);
  const template = compileTemplate(document.payload);
  const known = Object.keys(document.variables);
  requireVariables(template, known);
  requireVariables(headerTemplate(headers), known);
  return targets.map(({ token, name }, index) => {
    const uuid = inputs.uuid();
    const builtIns = {
      nowMs: inputs.nowMs,
      uuid: () => uuid,
      counter: index + 1,
      token,
      device: name ?? token,
    };
    const scope = scopeWith(document.variables, builtIns);
    return {
      environment: document.environment,
      credentialId: document.credentialId,
      target: { kind: 'device', token, ...(name === null ? {} : { name }) },
      headers: renderHeaders(headers, scope),
      payload: template.render(scope),
    };
  });
}

/** The document for "edit and resend": filled from a push of the log. */
export function documentOf(push: Push): ComposeDocument {
  const { headers, target } = push;
  return {
    environment: push.environment,
    credentialId: push.credentialId,
    targets: target.kind === 'device' ? [{ token: target.token, name: target.name ?? null }] : [],
    ...NO_HEADERS,
    ...fieldsOfHeaders(headers),
    // These identify one request, so a resent push gets new ones.
    ...recordOf(PER_REQUEST_HEADERS, () => ''),
    topic: topicOfPush(push) ?? '',
    customHeaders: headers.custom ?? [],
    payload: push.payload,
    variables: {},
  };
}

const PER_REQUEST_HEADERS = TEXT_HEADERS.filter(({ isPerRequest }) => isPerRequest);

/** Sets the headers that a fix names and leaves the rest unchanged. */
export function withHeaders(document: ComposeDocument, headers: PushHeaders): ComposeDocument {
  return {
    ...document,
    ...fieldsOfHeaders(headers),
    ...omitUndefined({ customHeaders: headers.custom }),
  };
}

/** Clears the named headers, so that they are not sent. */
export function withoutHeaders(
  document: ComposeDocument,
  names: readonly (keyof PushHeaders)[],
): ComposeDocument {
  const fields = names.map((name) => (name === 'custom' ? 'customHeaders' : name));
  return { ...document, ...Object.fromEntries(fields.map((field) => [field, NO_HEADERS[field]])) };
}

/** Whether two documents hold identical values. */
export function isSameDocument(one: ComposeDocument, other: ComposeDocument): boolean {
  const keys = Object.keys(one) as readonly (keyof ComposeDocument)[];
  return keys.every((key) => one[key] === other[key]);
}
