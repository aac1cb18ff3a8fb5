import { type CompletableHeaders, completeHeaders, type FilledIn } from '#shared/apns/complete-headers';
import type { Push } from '#shared/apns/push';
import { topicOfCredential } from '#shared/credentials/credential-facts';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { omitUndefined } from '#shared/omit-undefined';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { commonTopic, type Device } from '#shared/workspace/device';
import {
  type CredentialReference,
  findReferenced,
  newPreset,
  type Preset,
  type PresetHeaders,
  type PresetTarget,
  referenceTo,
} from '#shared/workspace/preset';
import { type ComposeDocument, type ComposeTarget, headersOf } from '../../state/compose-document.js';
import {
  type ExpirationChoice,
  fieldsOfHeaders,
  filledHeaders,
  NO_HEADERS,
} from '../../state/compose-headers.js';

/** What a preset can refer to on this machine. */
export interface PresetContext {
  readonly credentials: readonly CredentialSummary[];
  readonly devices: readonly Device[];
}

/** What a preset refers to that is missing on this machine. */
export interface MissingReferences {
  readonly credential: boolean;
  /** Names of devices and groups. */
  readonly targets: readonly string[];
}

/**
 * Fills Compose from a preset. What the preset leaves open is unchanged.
 *
 * @param isImported - True keeps the headers of a foreign format exactly as they are there.
 * @returns The document, the references that are missing, and the headers that the preset left open.
 */
export function documentOfPreset(
  preset: Preset,
  current: ComposeDocument,
  context: PresetContext,
  isImported = false,
): {
  readonly document: ComposeDocument;
  readonly missing: MissingReferences;
  readonly filledIn: readonly FilledIn[];
} {
  const { headers } = preset;
  const credential =
    preset.credential === null ? undefined : findReferenced(preset.credential, context.credentials);
  const targets = targetsOfPreset(preset.targets, context.devices);
  const sending = {
    environment: preset.environment ?? current.environment,
    credentialId: preset.credential === null ? current.credentialId : (credential?.id ?? null),
    targets: preset.targets.length === 0 ? current.targets : targets.found,
    payload: preset.payload,
  };
  const { headers: complete, filledIn } = isImported
    ? { headers: completablePart(headers), filledIn: [] }
    : completeFor(headers, sending, context);
  return {
    document: {
      ...sending,
      ...NO_HEADERS,
      ...fieldsOfHeaders({ ...headers, ...complete }),
      expiration: expirationOfPreset(headers),
      customHeaders: headers.custom ?? [],
      variables: preset.variables,
    },
    missing: {
      credential: preset.credential !== null && credential === undefined,
      targets: targets.missing,
    },
    filledIn,
  };
}

/** Completes the headers by the same rule as the command line and scenarios. */
function completeFor(
  headers: CompletableHeaders,
  { environment, credentialId, targets, payload }: Sending,
  { credentials, devices }: PresetContext,
): ReturnType<typeof completeHeaders<CompletableHeaders>> {
  // Devices that were entered as tokens may belong to any app.
  const named = targets.map(({ name }) => devices.find((device) => device.name === name));
  const known = named.filter((device) => device !== undefined);
  const credential = credentials.find(({ id }) => id === credentialId) ?? null;
  return completeHeaders(headers, {
    payload,
    fallbackTopic:
      (known.length === targets.length ? commonTopic(known) : null) ??
      topicOfCredential(credential) ??
      (environment.kind === 'simulator' ? SAMPLE_TOPIC : undefined),
  });
}

type Sending = Pick<ComposeDocument, 'environment' | 'credentialId' | 'targets' | 'payload'>;

function expirationOfPreset(headers: PresetHeaders): ExpirationChoice {
  if (headers.expiresInS === 0 || headers.expiration === 0) return { kind: 'once' };
  if (headers.expiresInS !== undefined) return { kind: 'after', seconds: headers.expiresInS };
  return headers.expiration === undefined ? { kind: 'unset' } : { kind: 'at', unixS: headers.expiration };
}

function targetsOfPreset(
  targets: readonly PresetTarget[],
  devices: readonly Device[],
): { readonly found: readonly ComposeTarget[]; readonly missing: readonly string[] } {
  const found = new Map<string, ComposeTarget>();
  const missing: string[] = [];
  for (const target of targets) {
    if (target.kind === 'token') {
      found.set(target.token, { token: target.token, name: null });
    } else if (target.kind === 'channel') {
      missing.push(target.channelId);
    } else {
      const named = devices.filter(({ name, groups, goneAtMs }) =>
        target.kind === 'device' ? name === target.name : groups.includes(target.name) && goneAtMs === null,
      );
      if (named.length === 0) missing.push(target.name);
      for (const { name, token } of named) found.set(token, { token, name });
    }
  }
  return { found: [...found.values()], missing };
}

/**
 * Turns the document into a preset: saved devices by name, the credential by its public identity, no secret.
 *
 * @param essentials - The name and other fields that Compose does not show.
 * @param asWritten - The headers of the preset's file. They are kept where they still result in the headers of Compose,
 * so that saving does not write down what was only filled in.
 */
export function presetOfDocument(
  document: ComposeDocument,
  essentials: { readonly name: string; readonly description: string },
  context: PresetContext,
  asWritten: CompletableHeaders | null = null,
): Preset {
  const credential = context.credentials.find(({ id }) => id === document.credentialId);
  const names = new Set(context.devices.map(({ name }) => name));
  const { expiration } = document;
  return newPreset({
    ...essentials,
    environment: document.environment,
    // The simulator's own key differs on every machine, so a reference to it would be useless.
    credential: credential === undefined || credential.sample ? null : referenceTo(credential),
    headers: {
      ...headersToWrite(document, context, asWritten),
      ...(expiration.kind === 'once' ? { expiresInS: 0 } : {}),
      ...(expiration.kind === 'after' ? { expiresInS: expiration.seconds } : {}),
      ...(expiration.kind === 'at' ? { expiration: expiration.unixS } : {}),
      ...(document.customHeaders.length === 0 ? {} : { custom: document.customHeaders }),
    },
    targets: document.targets.map(({ token, name }): PresetTarget =>
      name !== null && names.has(name) ? { kind: 'device', name } : { kind: 'token', token },
    ),
    variables: document.variables,
    payload: document.payload,
  });
}

function headersToWrite(
  document: ComposeDocument,
  context: PresetContext,
  asWritten: CompletableHeaders | null,
): PresetHeaders {
  const shown = filledHeaders(document);
  if (asWritten === null) return shown;
  const { topic, pushType, priority, ...others } = shown;
  const completed = completeFor(asWritten, document, context).headers;
  const isSame =
    topic === completed.topic && pushType === completed.pushType && priority === completed.priority;
  return isSame ? { ...completablePart(asWritten), ...others } : shown;
}

/** Only the headers that are filled in where they are left out. */
export function completablePart({ topic, pushType, priority }: CompletableHeaders): CompletableHeaders {
  return {
    ...omitUndefined({ topic, pushType, priority }),
  };
}

/** A placeholder for the device of the person who runs the command. */
const PLACEHOLDER_TOKEN = 'DEVICE_TOKEN';

/**
 * The push of a preset for its first device, with its payload as written.
 *
 * @param nowMs - Unix time in milliseconds, for expirations counted from now.
 */
export function pushOfPreset(
  preset: Preset,
  current: ComposeDocument,
  context: PresetContext,
  nowMs: number,
): { readonly push: Push; readonly credential: CredentialReference | null } {
  const { document } = documentOfPreset(preset, current, context);
  const chosen = context.credentials.find(({ id }) => id === document.credentialId);
  return {
    push: {
      environment: document.environment,
      credentialId: null,
      target: { kind: 'device', token: document.targets[0]?.token ?? PLACEHOLDER_TOKEN },
      headers: headersOf(document, nowMs),
      payload: document.payload,
    },
    credential: preset.credential ?? (chosen === undefined ? null : referenceTo(chosen)),
  };
}
