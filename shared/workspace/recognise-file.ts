import { readDeviceToken } from '../apns/device-token/device-token.js';
import { looksLikeYaml, readLooseJson } from '../messages/loose-json.js';
import { messageIn } from '../messages/services.js';
import { valueOf } from '../payload/json-tree.js';
import { looksLikeApnsFile } from './apns-file.js';
import { readDeviceTable } from './device-table.js';
import { looksLikeCurl } from './import-curl.js';

/**
 * What a file is for, as far as its text tells:
 *
 * - `push`: a preset, an `.apns` file, a curl command, a payload
 * - `scenario`: pushes in an order
 * - `devices`: tokens, one a line or in a table
 * - `credential`: all the rest, bytes too: reading it says what it is, or why it is nothing
 */
export type FileUse = 'push' | 'scenario' | 'devices' | 'credential';

/** The beginning of a file is enough to know it by. Unit: UTF-16 code units. */
export const RECOGNISED_LENGTH = 256 * 1024;

/**
 * Recognises a file by its content. Its name decides only where the content says nothing.
 *
 * @param text - Its text, or the first {@link RECOGNISED_LENGTH} of it; bytes that are no text may be anything.
 */
export function recogniseFile(text: string, name: string): FileUse {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(content) || content.includes('\0')) return 'credential';
  // The bare base64 of a key or certificate: its lines are as long as tokens can be.
  if (/^M[IHGC][A-Za-z0-9+/]{40}/.test(content)) return 'credential';
  if (looksLikeCurl(content) || looksLikeApnsFile(content)) return 'push';
  if (/^[{[]/.test(content)) return useOfJson(content);
  if (isDeviceList(content, name)) return 'devices';
  if (isMessage(content)) return 'push';
  return /\.(?:apns|json)$/i.test(name) ? 'push' : 'credential';
}

/** JSON that is broken or of no known form is opened as a push: the import says what is wrong with it. */
function useOfJson(content: string): FileUse {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // Cut off, perhaps: the first keys tell.
    return /^\{[^{[]*"steps"\s*:\s*\[/.test(content) ? 'scenario' : 'push';
  }
  if (Array.isArray(value)) return value.some((item) => tokenOf(item) !== null) ? 'devices' : 'push';
  if (typeof value !== 'object' || value === null) return 'push';
  if ('steps' in value && Array.isArray(value.steps)) return 'scenario';
  return 'devices' in value && Array.isArray(value.devices) ? 'devices' : 'push';
}

function tokenOf(item: unknown): string | null {
  const text = typeof item === 'object' && item !== null && 'token' in item ? item.token : item;
  return typeof text === 'string' && isToken(text) ? text : null;
}

/** A table with a column of tokens, or lines most of which are tokens. */
function isDeviceList(content: string, name: string): boolean {
  if (content === '') return false;
  const isTable = /\.(?:csv|tsv)$/i.test(name) || /^[^\n]*[,;\t]/.test(content);
  if (isTable && readDeviceTable(content)?.choice.token !== undefined) return true;
  const lines = content.split(/\r?\n/).filter((line) => line.trim() !== '');
  const tokens = lines.slice(0, 100).filter((line) => line.split(/[,;\t]/).some(isToken));
  return tokens.length > 0 && tokens.length * 2 >= Math.min(lines.length, 100);
}

/** A push in a form that is not JSON. Recognised without the parser of YAML, which the first page does without. */
function isMessage(content: string): boolean {
  const source = readLooseJson(content);
  if (source === null) return looksLikeYaml(content);
  return messageIn(source) !== null || valueOf(source.root, 'aps') !== undefined;
}

function isToken(text: string): boolean {
  return readDeviceToken(text).problem === null;
}

/** The devices of a JSON file as lines that a list of devices can be read from; other texts as they are. */
export function deviceLines(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return text;
  }
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null && 'devices' in value && Array.isArray(value.devices)
      ? value.devices
      : [];
  const rows = items.flatMap((item) => {
    const token = tokenOf(item);
    if (token === null) return [];
    const field = (key: string): string => {
      const found: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined;
      return typeof found === 'string' ? found : '';
    };
    return [[token, field('name'), field('topic'), field('note')].map(quoted).join(',')];
  });
  return rows.length === 0 ? text : ['token,name,topic,note', ...rows].join('\n');
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
