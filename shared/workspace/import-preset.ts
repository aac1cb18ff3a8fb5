import { AppError } from '../errors.js';
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
 * Whatever was dropped or pasted as a preset: a preset file, an `.apns` file, a curl command, a bare payload.
 * Content decides.
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
  throw new AppError(
    'bad-argument',
    {
      en: `“${name}” is neither a preset, an .apns file, a curl command nor a payload.`,
      zh: `“${name}”既不是预设、.apns 文件、curl 命令，也不是载荷。`,
    },
    {
      en: 'A payload is a JSON object with "aps" in it.',
      zh: '载荷是包含 "aps" 的 JSON 对象。',
    },
  );
}

function isPayload(text: string): boolean {
  try {
    const value: unknown = readJson(text);
    return typeof value === 'object' && value !== null && 'aps' in value;
  } catch {
    return false;
  }
}
