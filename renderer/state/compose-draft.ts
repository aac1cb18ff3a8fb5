import { TEXT_HEADERS } from '#shared/apns/header-table';
import { type Environment, ENVIRONMENT_KINDS, type HeaderField } from '#shared/apns/push';
import { recordOf } from '#shared/record-of';
import type { ComposeDocument, ComposeTarget } from './compose-document.js';
import { type ExpirationChoice, MOMENT_HEADERS, NUMBER_HEADERS } from './compose-headers.js';
import type { OpenedPreset } from './opened-preset.js';

/** The format version of a draft. A draft of another version is ignored: it is work in progress, not data. */
export const DRAFT_VERSION = 1;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a stored draft field by field: an invalid field is taken from `fallback`, so nothing else is lost. */
export function readDraft(stored: unknown, fallback: ComposeDocument): ComposeDocument {
  const draft = asFields(stored);
  if (draft['version'] !== DRAFT_VERSION) return fallback;
  const fields = asFields(draft['document']);
  const text = (key: keyof ComposeDocument, otherwise: string): string => {
    const value = fields[key];
    return typeof value === 'string' ? value : otherwise;
  };
  return {
    environment: readEnvironment(fields['environment']) ?? fallback.environment,
    credentialId:
      fields['credentialId'] === null || typeof fields['credentialId'] === 'string'
        ? fields['credentialId']
        : fallback.credentialId,
    targets: readList(fields['targets'], readTarget) ?? fallback.targets,
    ...recordOf(TEXT_HEADERS, ({ key }) => text(key, fallback[key])),
    ...recordOf(NUMBER_HEADERS, ({ key }) => readNumber(fields[key])),
    ...recordOf(MOMENT_HEADERS, ({ key }) => readExpiration(fields[key])),
    // Older drafts store it under the name of its field.
    id: text('id', typeof fields['apnsId'] === 'string' ? fields['apnsId'] : ''),
    customHeaders: readList(fields['customHeaders'], readHeader) ?? [],
    payload: text('payload', fallback.payload),
    variables: readVariables(fields['variables']),
  };
}

/** The preset that the draft belongs to; `null` for none or for one that cannot be read. */
export function readOpened(stored: unknown, fallback: ComposeDocument): OpenedPreset | null {
  const draft = asFields(stored);
  const fields = asFields(draft['opened']);
  const { id, name, revision } = fields;
  if (draft['version'] !== DRAFT_VERSION || typeof id !== 'string' || typeof name !== 'string') return null;
  if (typeof revision !== 'string') return null;
  const baseline = readDraft({ version: DRAFT_VERSION, document: fields['baseline'] }, fallback);
  return { id, name, revision, baseline, asWritten: readWritten(fields['asWritten']) };
}

function readWritten(value: unknown): OpenedPreset['asWritten'] {
  if (typeof value !== 'object' || value === null) return null;
  const { topic, pushType, priority } = asFields(value);
  return {
    ...(typeof topic === 'string' && { topic }),
    ...(typeof pushType === 'string' && { pushType }),
    ...(typeof priority === 'number' && { priority }),
  };
}

function readEnvironment(value: unknown): Environment | null {
  const fields = asFields(value);
  const kind = ENVIRONMENT_KINDS.find((known) => known === fields['kind']);
  switch (kind) {
    case undefined:
      return null;
    case 'simulator':
      return { kind };
    case 'sandbox':
    case 'production':
      return fields['port'] === 2197 ? { kind, port: 2197 } : { kind };
    case 'custom':
      return typeof fields['url'] === 'string'
        ? {
            kind,
            url: fields['url'],
            ...(typeof fields['managementUrl'] === 'string'
              ? { managementUrl: fields['managementUrl'] }
              : {}),
            ...(typeof fields['caPem'] === 'string' ? { caPem: fields['caPem'] } : {}),
          }
        : null;
  }
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function readExpiration(value: unknown): ExpirationChoice {
  const fields = asFields(value);
  if (fields['kind'] === 'once') return { kind: 'once' };
  if (fields['kind'] === 'after' && typeof fields['seconds'] === 'number') {
    return { kind: 'after', seconds: fields['seconds'] };
  }
  if (fields['kind'] === 'at' && typeof fields['unixS'] === 'number') {
    return { kind: 'at', unixS: fields['unixS'] };
  }
  return { kind: 'unset' };
}

function readVariables(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asFields(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function readTarget(value: unknown): ComposeTarget | null {
  const fields = asFields(value);
  if (typeof fields['token'] !== 'string') return null;
  return { token: fields['token'], name: typeof fields['name'] === 'string' ? fields['name'] : null };
}

function readHeader(value: unknown): HeaderField | null {
  const { name, value: content } = asFields(value);
  return typeof name === 'string' && typeof content === 'string' ? { name, value: content } : null;
}

function readList<T>(value: unknown, read: (item: unknown) => T | null): readonly T[] | null {
  return Array.isArray(value) ? value.map(read).filter((item) => item !== null) : null;
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
