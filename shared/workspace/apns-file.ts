import { AppError } from '../errors.js';
import { omitUndefined } from '../omit-undefined.js';
import { readJson } from '../read-json.js';
import type { ImportedPreset } from './import-preset.js';
import { newPreset, type Preset } from './preset.js';

/** The key by which `xcrun simctl push` and the iOS Simulator know the app. */
const TARGET_BUNDLE_KEY = 'Simulator Target Bundle';

/** True for the text of an `.apns` file. */
export function looksLikeApnsFile(text: string): boolean {
  return text.includes(`"${TARGET_BUNDLE_KEY}"`);
}

/**
 * An `.apns` file of the iOS Simulator as a preset. Its bundle becomes the topic and leaves the payload, where
 * it would be a custom key.
 *
 * @param name - The file's name, for the preset.
 * @throws AppError `bad-payload` when it is no JSON object.
 */
export function importApnsFile(text: string, name: string): ImportedPreset {
  let parsed: unknown;
  try {
    parsed = readJson(text);
  } catch (error) {
    throw notAnApnsFile(error instanceof Error ? error.message : String(error));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw notAnApnsFile('not a JSON object');
  }
  const { [TARGET_BUNDLE_KEY]: bundle, ...payload } = parsed as Record<string, unknown>;
  return {
    preset: newPreset({
      name: name.replace(/\.(?:apns|json)$/i, '') || 'apns',
      headers: {
        ...(typeof bundle === 'string' && { topic: bundle }),
        pushType: isSilent(payload) ? 'background' : 'alert',
      },
      payload: `${JSON.stringify(payload, null, 2)}\n`,
    }),
    notes: [],
  };
}

/**
 * A preset as an `.apns` file, to drop on the iOS Simulator or hand to `xcrun simctl push booted FILE`.
 *
 * @param topic - The app's bundle ID, where the preset names none.
 * @throws AppError `bad-payload` when its payload is no JSON object.
 */
export function exportApnsFile(preset: Preset, topic?: string): string {
  let payload: unknown;
  try {
    payload = readJson(preset.payload);
  } catch (error) {
    throw notAnApnsFile(error instanceof Error ? error.message : String(error));
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw notAnApnsFile('not a JSON object');
  }
  const bundle = preset.headers.topic ?? topic;
  const file = { ...omitUndefined({ [TARGET_BUNDLE_KEY]: bundle }), ...payload };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function isSilent(payload: Readonly<Record<string, unknown>>): boolean {
  const aps = payload['aps'];
  if (typeof aps !== 'object' || aps === null) return false;
  return 'content-available' in aps && !('alert' in aps) && !('badge' in aps) && !('sound' in aps);
}

function notAnApnsFile(why: string): AppError {
  return new AppError(
    'bad-payload',
    { en: `An .apns file holds a JSON object: ${why}.`, zh: `.apns 文件应包含一个 JSON 对象：${why}。` },
    {
      en: 'Correct the JSON, then try again.',
      zh: '请更正 JSON 后重试。',
    },
  );
}
