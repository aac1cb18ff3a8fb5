import { nearest } from '../../text/nearest.js';
import { readsKey, schemaKey, schemaKeys } from '../aps-schema.js';
import { moveValue, RawJson, removeValue, renameKey, setValue } from '../edit.js';
import { escapePointer, valueOf } from '../json-tree.js';
import { FREE_FORM_TYPES, type SchemaPlace } from '../schema-key.js';
import { atKey, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';
import { entriesOf, type Entry } from './schema-entries.js';

/** Returns where a misplaced key belongs; `null` if it belongs nowhere else. */
function rightPlace({ member, place }: Entry, context: LintContext): string | null {
  const key = member.key.value;
  const isActivity = context.knownType === 'liveactivity';
  if (place === 'aps' && schemaKey('alert', key) !== undefined) return `/aps/alert/${escapePointer(key)}`;
  if (place === 'alert' && schemaKey('aps', key) !== undefined && !(isActivity && key === 'sound')) {
    return `/aps/${escapePointer(key)}`;
  }
  return null;
}

function isMisplaced(entry: Entry, context: LintContext): boolean {
  // `sound` inside alert is valid for Live Activities only.
  const soundInAlert =
    entry.place === 'alert' && entry.member.key.value === 'sound' && context.knownType === 'alert';
  return (entry.schema === undefined || soundInAlert) && rightPlace(entry, context) !== null;
}

function misplacedKeys(context: LintContext): readonly Finding[] {
  return entriesOf(context).flatMap((entry) => {
    const target = rightPlace(entry, context);
    if (target === null || !isMisplaced(entry, context)) return [];
    const key = entry.member.key.value;
    const home = entry.place === 'aps' ? 'alert' : 'aps';
    return [
      atKey(
        entry.member,
        entry.parentPath,
        {
          en: `"${key}" belongs into "${home}"; here it is ignored.`,
          zh: `"${key}" 应放在 "${home}" 中，放在此处会被忽略。`,
        },
        context.fix({ en: `Move it into ${home}`, zh: `移入 ${home}` }, (text) =>
          moveIntoPlace(text, entry.path, target, context),
        ),
      ),
    ];
  });
}

/** Moves a value. If it goes into an alert that is a string, the string becomes the body of an object. */
function moveIntoPlace(text: string, from: string, to: string, context: LintContext): string | null {
  const { alert } = context;
  if (alert?.type !== 'string' || !to.startsWith('/aps/alert/')) return moveValue(text, from, to);
  const body = new RawJson(`{"body": ${text.slice(alert.from, alert.to)}}`);
  const asObject = setValue(text, '/aps/alert', body);
  return asObject === null ? null : moveValue(asObject, from, to);
}

/** More than the findings that are ever shown: thousands of foreign keys are not misspellings. */
const MAX_SEARCHES = 2000;

/** What was found for a key; two rules ask for the same one. */
const meantCache = new WeakMap<LintContext, Map<string, string | null>>();

/** The key of Apple's that an unknown one was likely meant to be. */
function meantBy(context: LintContext, key: string, place: SchemaPlace): string | null {
  const found = meantCache.get(context) ?? new Map<string, string | null>();
  meantCache.set(context, found);
  const id = `${place} ${key}`;
  const known = found.get(id);
  if (known !== undefined) return known;
  const meant = nearest(
    key,
    schemaKeys(place, context.pushType).map((row) => row.key),
  );
  found.set(id, meant);
  return meant;
}

function unknownKeys(context: LintContext, misspelled: boolean): readonly Finding[] {
  const unknown = entriesOf(context).filter(({ schema, place }) => schema === undefined && place !== 'top');
  return unknown.slice(0, MAX_SEARCHES).flatMap((entry) => {
    const { member, place, parentPath, path } = entry;
    const key = member.key.value;
    if (isMisplaced(entry, context)) return [];
    const meant = meantBy(context, key, place);
    const parent = { '/aps': context.aps, '/aps/alert': context.alert }[parentPath];
    const isTaken = meant !== null && valueOf(parent ?? null, meant) !== undefined;
    if (misspelled) {
      if (meant === null || isTaken) return [];
      return [
        atKey(
          member,
          parentPath,
          {
            en: `Apple knows no key "${key}" here; "${meant}" is likely meant.`,
            zh: `Apple 没有定义键 "${key}"，可能是 "${meant}"。`,
          },
          context.fix({ en: `Rename it to ${meant}`, zh: `改名为 ${meant}` }, (text) =>
            renameKey(text, path, meant),
          ),
        ),
      ];
    }
    if (meant !== null && !isTaken) return [];
    const isFree = valueOf(context.root, key) === undefined;
    return [
      atKey(
        member,
        parentPath,
        {
          en: `Apple defines no key "${key}" here and ignores it. Keys of your own go beside "aps".`,
          zh: `Apple 在此处没有定义键 "${key}"，会忽略它。自定义键应放在 "aps" 旁边。`,
        },
        isFree
          ? context.fix({ en: 'Move it beside aps', zh: '移到 aps 旁边' }, (text) =>
              moveValue(text, path, `/${escapePointer(key)}`),
            )
          : null,
      ),
    ];
  });
}

/** Keys that other rules report for a push type. */
const HANDLED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  background: ['alert', 'badge', 'sound', 'mutable-content'],
  liveactivity: ['sound'],
};

function keysInVain(context: LintContext): readonly Finding[] {
  const { knownType } = context;
  if (knownType === null || FREE_FORM_TYPES.includes(knownType)) return [];
  return entriesOf(context).flatMap(({ member, schema, place, parentPath, path }) => {
    if (schema === undefined || place === 'top' || readsKey(schema, knownType)) return [];
    const key = member.key.value;
    if (place === 'aps' && HANDLED_ELSEWHERE[knownType]?.includes(key) === true) return [];
    // If the whole alert is ignored, its parts are not reported separately.
    if (place !== 'aps' && knownType !== 'liveactivity' && knownType !== 'alert') return [];
    if (place === 'alert' && key === 'sound' && knownType === 'alert') return [];
    const readers = schema.pushTypes.join(', ');
    return [
      atKey(
        member,
        parentPath,
        {
          en: `A push of type ${knownType} does not read "${key}" (${readers} does).`,
          zh: `类型为 ${knownType} 的推送不读取 "${key}"（适用于 ${readers}）。`,
        },
        context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, path)),
      ),
    ];
  });
}

/** Rules for the names and places of keys. */
export const KEY_RULES: readonly LintRule[] = [
  {
    id: 'aps/misspelled-key',
    severity: 'warning',
    title: { en: 'A misspelled key', zh: '键名拼写有误' },
    why: {
      en: 'Apple ignores keys that it does not know, without a word. Case, hyphens and underscores matter: content_available is not content-available.',
      zh: 'Apple 会静默忽略不认识的键。大小写、连字符和下划线都有区别：content_available 不等于 content-available。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "mutable_content": 1}}' },
    silent: { text: '{"aps": {"alert": "Hello", "mutable-content": 1}, "mutable_content": 1}' },
    check: (context) => unknownKeys(context, true),
  },
  {
    id: 'aps/unknown-key',
    severity: 'warning',
    title: { en: 'A key of one’s own inside aps', zh: 'aps 中的自定义键' },
    why: {
      en: 'aps belongs to Apple. Keys of your own go beside it, where the app finds them in userInfo.',
      zh: 'aps 属于 Apple。自定义键应放在它旁边，App 可在 userInfo 中读取。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "orderNumber": 1042}}' },
    silent: { text: '{"aps": {"alert": "Hello"}, "orderNumber": 1042}' },
    check: (context) => unknownKeys(context, false),
  },
  {
    id: 'aps/misplaced-key',
    severity: 'warning',
    title: { en: 'A key at the wrong level', zh: '键所在的层级不对' },
    why: {
      en: 'title, subtitle and body go into alert; badge, sound and the rest go into aps itself. One level off, they are ignored.',
      zh: 'title、subtitle、body 应放在 alert 中；badge、sound 等应直接放在 aps 中。层级不对会被忽略。',
    },
    fires: { text: '{"aps": {"alert": "Your order is ready", "title": "Order 1042"}}' },
    silent: { text: '{"aps": {"alert": {"title": "Order 1042", "body": "Your order is ready"}}}' },
    check: misplacedKeys,
  },
  {
    id: 'aps/key-not-for-push-type',
    severity: 'warning',
    title: { en: 'A key that this push type does not read', zh: '此推送类型不读取的键' },
    why: {
      en: 'Every push type has its own keys. Others cost bytes and do nothing, and often show that the push type is not the one that was meant.',
      zh: '每种推送类型有各自的键。其他键只占用字节而不起作用，往往说明推送类型选错了。',
    },
    fires: { text: '{"aps": {"content-available": 1, "category": "NEWS"}}', pushType: 'background' },
    silent: { text: '{"aps": {"alert": "Hello", "category": "NEWS"}}', pushType: 'alert' },
    check: keysInVain,
  },
];
