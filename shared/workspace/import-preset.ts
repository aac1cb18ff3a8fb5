import { headersFromWire } from '../apns/wire-headers.js';
import { AppError } from '../errors.js';
import { type ReadMessage, readMessage } from '../messages/read-message.js';
import { readJson } from '../read-json.js';
import type { LocalizedText } from '../text/localized-text.js';
import { importApnsFile, looksLikeApnsFile } from './apns-file.js';
import { importCurl, looksLikeCurl } from './import-curl.js';
import { newPreset, type Preset } from './preset.js';
import { readPresetFile } from './preset-file.js';

/** A preset made of something else, and what could not be taken over. */
export interface ImportedPreset {
  readonly preset: Preset;
  readonly notes: readonly LocalizedText[];
}

/**
 * Whatever was dropped or pasted as a preset: a preset file, an `.apns` file, a curl command, a bare payload, a message of
 * another service, a payload as a program prints it. Content decides.
 *
 * @param name - The file's name, or a name for what was pasted.
 * @throws AppError `bad-argument`, `bad-payload`.
 */
export function importPreset(text: string, name: string): ImportedPreset {
  if (looksLikeCurl(text)) return importCurl(text);
  if (looksLikeApnsFile(text)) return importApnsFile(text, name);
  const reading = readPresetFile(text);
  if (reading.kind === 'preset') return { preset: reading.preset, notes: [] };
  if (isPayload(text)) {
    return { preset: newPreset({ name: name.replace(/\.json$/i, ''), payload: text }), notes: [] };
  }
  const message = readMessage(text);
  if (message !== null) return presetOfMessage(message, name);
  throw new AppError(
    'bad-argument',
    {
      en: `“${name}” is neither a preset, an .apns file, a curl command, a payload nor a message with one in it.`,
      zh: `“${name}”既不是预设、.apns 文件、curl 命令、载荷，也不是包含载荷的消息。`,
    },
    {
      en: 'A payload is a JSON object with "aps" in it.',
      zh: '载荷是包含 "aps" 的 JSON 对象。',
    },
  );
}

function presetOfMessage(message: ReadMessage, name: string): ImportedPreset {
  const { payload, token, environment, notes } = message;
  const headers = headersFromWire(message.headers);
  return {
    preset: newPreset({
      name: name.replace(/\.\w{2,5}$/, '') || name,
      environment: environment === undefined ? null : { kind: environment },
      headers,
      targets: token === undefined ? [] : [{ kind: 'token', token }],
      payload,
    }),
    notes,
  };
}

function isPayload(text: string): boolean {
  try {
    const value: unknown = readJson(text);
    return typeof value === 'object' && value !== null && 'aps' in value;
  } catch {
    return false;
  }
}
