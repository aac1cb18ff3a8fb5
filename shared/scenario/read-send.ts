import { collectHeaders } from '../apns/header-table.js';
import type { HeaderField } from '../apns/push.js';
import { omitUndefined } from '../omit-undefined.js';
import { toValue } from '../payload/json-tree.js';
import { payloadFromFile } from '../workspace/payload-in-file.js';
import type { PresetHeaders, PresetTarget } from '../workspace/preset.js';
import { PRESET_HEADER_KEYS } from '../workspace/preset-headers.js';
import type { NodeReader, Place } from './node-reader.js';
import { newSend, type ScenarioCredential, type ScenarioSend, type ScenarioVariables } from './scenario.js';

const KEYS = [
  'preset',
  'environment',
  'credential',
  'targets',
  'headers',
  'variables',
  'payload',
  'payloadStyle',
  'payloadLines',
];
const MAX_TARGETS = 1000;
const MAX_HEADERS = 50;
/** A thousand years; a larger value has the wrong unit. Unit: seconds. */
const MAX_SECONDS = 31_536_000_000;

/** Reads the push of a step. */
export function readSend(reader: NodeReader, place: Place): ScenarioSend | null {
  const faultsBefore = reader.faults.length;
  const members = reader.object(place, KEYS);
  if (members === null) return null;
  const read = <Value>(key: string, as: (place: Place) => Value | null): Value | undefined =>
    reader.optional(members, key, as);
  const preset = read('preset', (at) => reader.text(at, { least: 1, most: 1000 }));
  const environment = read('environment', (at) => reader.text(at, { least: 1, most: 2048 }));
  const credential = read('credential', (at) => readCredential(reader, at));
  const targets = read('targets', (at) => reader.list(at, MAX_TARGETS, (one) => readTarget(reader, one)));
  const headers = read('headers', (at) => readHeaders(reader, at));
  const variables = read('variables', (at) => readVariables(reader, at));
  const payload = readPayload(reader, members);
  // A misspelled “payload” was already reported.
  const isFaultless = reader.faults.length === faultsBefore;
  if (isFaultless && !['preset', 'payload', 'payloadLines'].some((key) => members.has(key))) {
    return reader.report(place, {
      en: 'There is nothing to send. Give a "payload", or the name of a "preset".',
      zh: '没有要发送的内容。请填写 "payload"，或用 "preset" 指定一个预设。',
    });
  }
  return newSend({
    ...omitUndefined({ preset, environment, credential, targets, headers, variables, payload }),
  });
}

/** Reads a credential: a name, or a portable reference. */
export function readCredential(reader: NodeReader, place: Place): ScenarioCredential | null {
  if (place.node.type === 'string') return reader.text(place, { least: 1, most: 200 });
  if (place.node.type !== 'object') {
    return reader.wrongType(place, { en: 'a name or an object', zh: '名称或对象' });
  }
  const members = reader.object(place, ['kind', 'keyId', 'teamId', 'sha256']);
  const kindAt = members === null ? null : reader.member(place, members, 'kind');
  if (members === null || kindAt === null) return null;
  const kind = reader.choice(kindAt, ['apns-key', 'identity']);
  if (kind === null) return null;
  if (kind === 'identity') {
    const sha256At = reader.member(place, members, 'sha256');
    const sha256 = sha256At === null ? null : reader.text(sha256At, { least: 1, most: 100 });
    return sha256 === null ? null : { kind, sha256 };
  }
  const keyIdAt = reader.member(place, members, 'keyId');
  const keyId = keyIdAt === null ? null : reader.text(keyIdAt, { least: 1, most: 64 });
  const hasTeam = members.get('teamId')?.node.type !== 'null';
  const teamId = hasTeam
    ? reader.optional(members, 'teamId', (at) => reader.text(at, { least: 1, most: 64 }))
    : null;
  return keyId === null ? null : { kind, keyId, teamId: teamId ?? null };
}

/** Reads the values of `{{variables}}`. */
export function readVariables(reader: NodeReader, place: Place): ScenarioVariables {
  return reader.record(place, (at) => {
    const { node } = at;
    if (node.type === 'string' || node.type === 'number' || node.type === 'boolean') return node.value;
    return reader.wrongType(at, {
      en: 'a string, a number, true or false',
      zh: '字符串、数字、true 或 false',
    });
  });
}

const TARGET_KEYS = {
  device: ['name'],
  group: ['name'],
  token: ['token'],
  channel: ['bundleId', 'channelId'],
} as const;

function readTarget(reader: NodeReader, place: Place): PresetTarget | null {
  const members = reader.object(place, ['kind', 'name', 'token', 'bundleId', 'channelId']);
  const kindAt = members === null ? null : reader.member(place, members, 'kind');
  if (members === null || kindAt === null) return null;
  const kind = reader.choice(kindAt, ['device', 'group', 'token', 'channel']);
  if (kind === null) return null;
  const texts = new Map<string, string>();
  for (const key of TARGET_KEYS[kind]) {
    const at = reader.member(place, members, key);
    const text = at === null ? null : reader.text(at, { most: 4096 });
    if (text === null) return null;
    texts.set(key, text);
  }
  const get = (key: string): string => texts.get(key) ?? '';
  switch (kind) {
    case 'device':
    case 'group':
      return { kind, name: get('name') };
    case 'token':
      return { kind, token: get('token') };
    case 'channel':
      return { kind, bundleId: get('bundleId'), channelId: get('channelId') };
  }
}

function readHeaders(reader: NodeReader, place: Place): PresetHeaders | null {
  const members = reader.object(place, PRESET_HEADER_KEYS);
  if (members === null) return null;
  const number = (key: string, most: number): number | undefined =>
    reader.optional(members, key, (at) => reader.number(at, { least: 0, most }));
  const headers = collectHeaders({
    text: ({ key, most }) => reader.optional(members, key, (at) => reader.text(at, { most })),
    number: ({ key, most }) => number(key, most),
  });
  const expiresInS = number('expiresInS', MAX_SECONDS);
  const custom = reader.optional(members, 'custom', (at) =>
    reader.list(at, MAX_HEADERS, (one) => readField(reader, one)),
  );
  return {
    ...headers,
    ...omitUndefined({ expiresInS }),
    ...(custom !== undefined && custom.length > 0 && { custom }),
  };
}

function readField(reader: NodeReader, place: Place): HeaderField | null {
  const members = reader.object(place, ['name', 'value']);
  if (members === null) return null;
  const nameAt = reader.member(place, members, 'name');
  const valueAt = reader.member(place, members, 'value');
  const name = nameAt === null ? null : reader.text(nameAt, { least: 1, most: 200 });
  const value = valueAt === null ? null : reader.text(valueAt, { most: 8000 });
  return name === null || value === null ? null : { name, value };
}

function readPayload(reader: NodeReader, members: ReadonlyMap<string, Place>): string | undefined {
  const style = reader.optional(members, 'payloadStyle', (at) =>
    reader.choice(at, ['compact', 'no-newline']),
  );
  const lines = reader.optional(members, 'payloadLines', (at) =>
    reader.list(at, 1_000_000, (line) => reader.text(line, { most: 16_000_000 })),
  );
  if (lines !== undefined) return lines.join('\n');
  return reader.optional(members, 'payload', (at) => {
    if (at.node.type !== 'object' && at.node.type !== 'array') {
      return reader.wrongType(at, {
        en: 'an object or array (use "payloadLines" for any other text)',
        zh: '对象或数组（其他文本请使用 "payloadLines"）',
      });
    }
    const payload = toValue(at.node);
    return payloadFromFile({ payload, ...omitUndefined({ payloadStyle: style }) });
  });
}
