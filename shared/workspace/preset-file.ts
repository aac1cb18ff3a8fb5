import { z } from 'zod';
import { NUMERIC_HEADERS, TEXT_HEADERS } from '../apns/header-table.js';
import type { Environment } from '../apns/push.js';
import { readJson } from '../read-json.js';
import { recordOf } from '../record-of.js';
import { payloadFromFile, payloadToFile } from './payload-in-file.js';
import type { Preset } from './preset.js';
import { headersToFile, withoutSecretHeaders } from './preset-headers.js';

/** The form of a preset file as this version writes it. */
export const PRESET_FILE_VERSION = 1;

export const environmentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('simulator') }),
  z.object({
    kind: z.enum(['sandbox', 'production']),
    port: z.union([z.literal(443), z.literal(2197)]).exactOptional(),
  }),
  z.object({
    kind: z.literal('custom'),
    url: z.string(),
    managementUrl: z.string().exactOptional(),
    caPem: z.string().exactOptional(),
  }),
]);

const credential = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('apns-key'), keyId: z.string(), teamId: z.string().nullable().default(null) }),
  z.object({ kind: z.literal('identity'), sha256: z.string() }),
]);

const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), name: z.string() }),
  z.object({ kind: z.literal('group'), name: z.string() }),
  z.object({ kind: z.literal('token'), token: z.string() }),
  z.object({ kind: z.literal('channel'), bundleId: z.string(), channelId: z.string() }),
]);

const headers = z.object({
  ...recordOf(TEXT_HEADERS, () => z.string().exactOptional()),
  ...recordOf(NUMERIC_HEADERS, () => z.number().exactOptional()),
  expiresInS: z.number().exactOptional(),
  custom: z.array(z.object({ name: z.string(), value: z.string() })).exactOptional(),
});

/** Not `z.record`, which drops a variable called `__proto__`: nothing of a file may get lost. */
const textByName = z.custom<Readonly<Record<string, string>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string'),
  'expected an object whose values are texts',
);

/** Everything of a preset but its payload, as a file, the page and the command line give it. */
export const presetFields = z.object({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(10_000).default(''),
  environment: environmentSchema.nullable().default(null),
  credential: credential.nullable().default(null),
  headers: headers.default({}),
  targets: z.array(target).max(100_000).default([]),
  variables: textByName.default({}),
});

/** What a preset file turned out to be. */
export type PresetFileReading =
  | { readonly kind: 'preset'; readonly preset: Preset }
  | { readonly kind: 'newer'; readonly version: number }
  /** Where it is wrong, and what is. */
  | { readonly kind: 'damaged'; readonly why: string };

/** Reads the text of a preset file. */
export function readPresetFile(text: string): PresetFileReading {
  let parsed: unknown;
  try {
    parsed = readJson(text);
  } catch (error) {
    return { kind: 'damaged', why: error instanceof Error ? error.message : String(error) };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return { kind: 'damaged', why: 'not a JSON object' };
  }
  const file = parsed as Record<string, unknown>;
  const version = file['version'];
  if (typeof version !== 'number') return { kind: 'damaged', why: '"version" is missing' };
  if (version > PRESET_FILE_VERSION) return { kind: 'newer', version };
  const fields = presetFields.safeParse(file);
  if (!fields.success) return { kind: 'damaged', why: describeIssues(fields.error) };
  const payload = payloadFromFile(file);
  if (payload === null) return { kind: 'damaged', why: '"payload" is missing' };
  return { kind: 'preset', preset: { ...fields.data, payload } };
}

/**
 * The text of a preset file: keys in a fixed order, what is empty left out, so that a diff shows what was
 * changed and nothing else. Header values that can carry a secret are left out.
 */
export function formatPresetFile(preset: Preset): string {
  const { name, description, environment, credential, headers, targets, variables, payload } =
    withoutSecrets(preset);
  const file = {
    version: PRESET_FILE_VERSION,
    name,
    ...(description !== '' && { description }),
    ...(environment !== null && { environment }),
    ...(credential !== null && { credential }),
    ...(Object.keys(headers).length > 0 && { headers: headersToFile(headers) }),
    ...(targets.length > 0 && { targets }),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...payloadToFile(payload),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A preset as it may leave this machine. */
function withoutSecrets(preset: Preset): Preset {
  return {
    ...preset,
    environment: preset.environment === null ? null : withoutUserInfo(preset.environment),
    headers: withoutSecretHeaders(preset.headers),
  };
}

/** An environment whose address holds no user name and password. */
export function withoutUserInfo(environment: Environment): Environment {
  if (environment.kind !== 'custom') return environment;
  const strip = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
  const { managementUrl } = environment;
  return {
    ...environment,
    url: strip(environment.url),
    ...(managementUrl !== undefined && { managementUrl: strip(managementUrl) }),
  };
}

/** The first fault of an object, with its place. */
export function describeIssues(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return error.message;
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
