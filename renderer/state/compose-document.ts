import type { Environment, HeaderField, Push, PushHeaders } from '#shared/apns/push';
import type { AppInfo } from '#shared/contract/app';
import { omitUndefined } from '#shared/omit-undefined';
import { headerTemplate, renderHeaders } from '#shared/payload/render-headers';
import { compileTemplate, requireVariables, scopeWith } from '#shared/payload/template';

/** When APNs may give up, as a person chooses it. */
export type ExpirationChoice =
  | { readonly kind: 'unset' }
  /** One attempt, never stored. */
  | { readonly kind: 'once' }
  /** Unit: seconds after the moment of sending. */
  | { readonly kind: 'after'; readonly seconds: number }
  /** Unix time in seconds. */
  | { readonly kind: 'at'; readonly unixS: number };

export interface ComposeTarget {
  /** Hex where the pasted text could be read as a token, else the text itself. */
  readonly token: string;
  /** The name of a saved device. */
  readonly name: string | null;
}

/** Everything Compose shows: one push for any number of devices, still being written. */
export interface ComposeDocument {
  readonly environment: Environment;
  readonly credentialId: string | null;
  readonly topic: string;
  readonly targets: readonly ComposeTarget[];
  readonly pushType: string;
  readonly priority: number | null;
  readonly expiration: ExpirationChoice;
  readonly collapseId: string;
  readonly apnsId: string;
  readonly customHeaders: readonly HeaderField[];
  readonly payload: string;
  /** What the `{{names}}` of the payload stand for, as typed. */
  readonly variables: Readonly<Record<string, string>>;
}

/** All but the payload, which changes at every key and is long. */
export type ComposeFields = Omit<ComposeDocument, 'payload'>;

export const FIRST_PAYLOAD = `{
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

/** What a newcomer finds: a push to the simulator that is accepted as it stands. */
export function firstDocument(samples: AppInfo['samples']): ComposeDocument {
  return {
    environment: { kind: 'simulator' },
    credentialId: samples.credentialId,
    topic: samples.topic,
    targets: [{ token: samples.token, name: samples.device }],
    pushType: 'alert',
    priority: null,
    expiration: { kind: 'unset' },
    collapseId: '',
    apnsId: '',
    customHeaders: [],
    payload: FIRST_PAYLOAD,
    variables: {},
  };
}

/**
 * The headers as they will be sent. Fields left empty are absent, so that APNs applies its own defaults.
 *
 * @param nowMs - Unix time in milliseconds, for expirations counted from now.
 */
export function headersOf(document: ComposeFields, nowMs: number): PushHeaders {
  const expiration = expirationOf(document.expiration, nowMs);
  return {
    ...(document.topic === '' ? {} : { topic: document.topic }),
    ...(document.pushType === '' ? {} : { pushType: document.pushType }),
    ...(document.priority === null ? {} : { priority: document.priority }),
    ...(expiration === null ? {} : { expiration }),
    ...(document.collapseId === '' ? {} : { collapseId: document.collapseId }),
    ...(document.apnsId === '' ? {} : { id: document.apnsId }),
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
 * One push per target, with the variables of payload and headers filled in. Without any target there is still one, to
 * an empty token: APNs explains that best.
 *
 * @throws AppError `missing-variable`, `bad-template` when the payload names what nobody gives.
 */
export function pushesOf(
  document: ComposeDocument,
  world: { readonly nowMs: number; readonly uuid: () => string },
): readonly Push[] {
  const targets = document.targets.length === 0 ? [{ token: '', name: null }] : document.targets;
  const headers = headersOf(document, world.nowMs);
  const template = compileTemplate(document.payload);
  const known = Object.keys(document.variables);
  requireVariables(template, known);
  requireVariables(headerTemplate(headers), known);
  return targets.map(({ token, name }, index) => {
    const uuid = world.uuid();
    const builtIns = {
      nowMs: world.nowMs,
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

/** Compose filled with a push of the log: "edit and resend". */
export function documentOf(push: Push): ComposeDocument {
  const { headers, target } = push;
  return {
    environment: push.environment,
    credentialId: push.credentialId,
    topic: headers.topic ?? (target.kind === 'channel' ? target.bundleId : ''),
    targets: target.kind === 'device' ? [{ token: target.token, name: target.name ?? null }] : [],
    pushType: headers.pushType ?? '',
    priority: headers.priority ?? null,
    expiration:
      headers.expiration === undefined
        ? { kind: 'unset' }
        : headers.expiration === 0
          ? { kind: 'once' }
          : { kind: 'at', unixS: headers.expiration },
    collapseId: headers.collapseId ?? '',
    // The ID names one request: a resent push gets its own.
    apnsId: '',
    customHeaders: headers.custom ?? [],
    payload: push.payload,
    variables: {},
  };
}

/** Takes over the headers that a fix names and leaves the rest. */
export function withHeaders(document: ComposeDocument, headers: PushHeaders): ComposeDocument {
  return {
    ...document,
    ...omitUndefined({ topic: headers.topic, pushType: headers.pushType, priority: headers.priority }),
    ...(headers.expiration === undefined
      ? {}
      : {
          expiration: headers.expiration === 0 ? { kind: 'once' } : { kind: 'at', unixS: headers.expiration },
        }),
    ...omitUndefined({ collapseId: headers.collapseId, apnsId: headers.id }),
  };
}

/** Empties the named headers, so that they are not sent. */
export function withoutHeaders(
  document: ComposeDocument,
  names: readonly (keyof PushHeaders)[],
): ComposeDocument {
  const empty: Readonly<Record<keyof PushHeaders, Partial<ComposeDocument>>> = {
    topic: { topic: '' },
    pushType: { pushType: '' },
    priority: { priority: null },
    expiration: { expiration: { kind: 'unset' } },
    collapseId: { collapseId: '' },
    id: { apnsId: '' },
    custom: { customHeaders: [] },
  };
  return names.reduce((before, name) => ({ ...before, ...empty[name] }), document);
}
