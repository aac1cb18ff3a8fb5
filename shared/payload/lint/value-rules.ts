import type { LocalizedText } from '../../text/localized-text.js';
import { nearest } from '../../text/nearest.js';
import type { SchemaKey } from '../aps-schema.js';
import { RawJson, removeValue, setValue } from '../edit.js';
import type { JsonType } from '../json-tree.js';
import { atKey, atValue, type LintContext } from './context.js';
import { convertValue } from './convert-value.js';
import type { Finding, LintRule } from './rule.js';
import { type Entry, knownEntries } from './schema-entries.js';

const TYPE_WORDS: Readonly<Record<JsonType, LocalizedText>> = {
  string: { en: 'a string', zh: '字符串' },
  number: { en: 'a number', zh: '数字' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  object: { en: 'an object', zh: '对象' },
  array: { en: 'a list', zh: '数组' },
  null: { en: 'null', zh: 'null' },
};

function typesInWords(types: readonly JsonType[]): LocalizedText {
  return {
    en: types.map((type) => TYPE_WORDS[type].en).join(' or '),
    zh: types.map((type) => TYPE_WORDS[type].zh).join('或'),
  };
}

/** Only in Live Activities, title and body may be objects. */
function allowedTypes(
  { schema, place, member }: Entry & { readonly schema: SchemaKey },
  context: LintContext,
): readonly JsonType[] {
  const localized = place === 'alert' && (schema.key === 'title' || schema.key === 'body');
  if (localized && member.value.type === 'object' && context.knownType === 'liveactivity')
    return ['string', 'object'];
  return schema.types;
}

function wrongType(context: LintContext): readonly Finding[] {
  return knownEntries(context).flatMap((entry) => {
    const { member, schema, path } = entry;
    const { value } = member;
    const types = allowedTypes(entry, context);
    if (value.type === 'invalid') return [];
    if (!types.includes(value.type)) {
      const wanted = typesInWords(types);
      const converted = convertValue(value, schema);
      const fix =
        value.type === 'null'
          ? context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, path))
          : converted === null
            ? null
            : context.fix({ en: `Write it as ${converted}`, zh: `改写为 ${converted}` }, (text) =>
                setValue(text, path, new RawJson(converted)),
              );
      return [
        atValue(
          value,
          path,
          {
            en: `"${schema.key}" has to be ${wanted.en}, and this is ${TYPE_WORDS[value.type].en}.`,
            zh: `"${schema.key}" 应为${wanted.zh}，而此处是${TYPE_WORDS[value.type].zh}。`,
          },
          fix,
        ),
      ];
    }
    if (value.type !== 'array' || schema.items === undefined) return [];
    return value.items.flatMap((item, index) => {
      if (item.type === schema.items || item.type === 'invalid' || context.isHole(item)) return [];
      const itemPath = `${path}/${index}`;
      const text = item.type === 'number' ? JSON.stringify(item.text) : null;
      return [
        atValue(
          item,
          itemPath,
          {
            en: `The entries of "${schema.key}" have to be strings, and this is ${TYPE_WORDS[item.type].en}.`,
            zh: `"${schema.key}" 的每一项应为字符串，而此处是${TYPE_WORDS[item.type].zh}。`,
          },
          text === null
            ? null
            : context.fix({ en: `Write it as ${text}`, zh: `改写为 ${text}` }, (document) =>
                setValue(document, itemPath, new RawJson(text)),
              ),
        ),
      ];
    });
  });
}

function unknownValue(context: LintContext): readonly Finding[] {
  return knownEntries(context).flatMap(({ member, schema, path }) => {
    const { value } = member;
    if (schema.values === undefined || schema.openValues === true) return [];
    if (value.type !== 'string' && value.type !== 'number' && value.type !== 'boolean') return [];
    if (!schema.types.includes(value.type) || schema.values.some((entry) => entry.value === value.value))
      return [];
    // Another rule reports flags set to 0.
    if (value.type === 'number' && value.value === 0) return [];
    const all = schema.values.map((entry) => JSON.stringify(entry.value));
    const strings = schema.values.flatMap((entry) => (typeof entry.value === 'string' ? [entry.value] : []));
    const meant =
      value.type === 'string'
        ? (nearest(value.value, strings) ?? undefined)
        : schema.values.length === 1
          ? schema.values[0]?.value
          : undefined;
    return [
      atValue(
        value,
        path,
        {
          en: `"${schema.key}" knows only ${all.join(', ')}.`,
          zh: `"${schema.key}" 只接受 ${all.join('、')}。`,
        },
        meant === undefined
          ? null
          : context.fix({ en: `Use ${JSON.stringify(meant)}`, zh: `使用 ${JSON.stringify(meant)}` }, (text) =>
              setValue(text, path, meant),
            ),
      ),
    ];
  });
}

function outOfRange(context: LintContext): readonly Finding[] {
  return knownEntries(context).flatMap(({ member, schema, path }) => {
    const { value } = member;
    if (value.type !== 'number') return [];
    const isScore = schema.key === 'relevance-score' && context.knownType !== 'liveactivity';
    const min = isScore ? 0 : schema.min;
    const max = isScore ? 1 : schema.max;
    const bound =
      min !== undefined && value.value < min ? min : max !== undefined && value.value > max ? max : null;
    if (bound === null) return [];
    const range =
      max === undefined
        ? { en: `${min ?? ''} or more`, zh: `不小于 ${min ?? ''}` }
        : { en: `from ${min ?? ''} to ${max}`, zh: `在 ${min ?? ''} 到 ${max} 之间` };
    return [
      atValue(
        value,
        path,
        {
          en: `"${schema.key}" has to be ${range.en}, and this is ${value.text}.`,
          zh: `"${schema.key}" 应${range.zh}，而此处是 ${value.text}。`,
        },
        context.fix({ en: `Use ${bound}`, zh: `使用 ${bound}` }, (text) => setValue(text, path, bound)),
      ),
    ];
  });
}

function notInteger(context: LintContext): readonly Finding[] {
  return knownEntries(context).flatMap(({ member, schema, path }) => {
    const { value } = member;
    if (schema.integer !== true || value.type !== 'number' || Number.isInteger(value.value)) return [];
    const whole = Math.round(value.value);
    if (!Number.isSafeInteger(whole)) return [];
    return [
      atValue(
        value,
        path,
        {
          en: `"${schema.key}" has to be a whole number, and this is ${value.text}.`,
          zh: `"${schema.key}" 应为整数，而此处是 ${value.text}。`,
        },
        context.fix({ en: `Use ${whole}`, zh: `使用 ${whole}` }, (text) => setValue(text, path, whole)),
      ),
    ];
  });
}

function zeroFlags(context: LintContext): readonly Finding[] {
  return knownEntries(context).flatMap(({ member, schema, path, parentPath }) => {
    const isFlag = schema.values?.length === 1 && schema.values[0]?.value === 1;
    if (!isFlag || member.value.type !== 'number' || member.value.value !== 0) return [];
    return [
      atKey(
        member,
        parentPath,
        {
          en: `"${schema.key}": 0 means the same as leaving it out.`,
          zh: `"${schema.key}": 0 与省略该键效果相同。`,
        },
        context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, path)),
      ),
    ];
  });
}

/** Rules for the values of Apple's keys. */
export const VALUE_RULES: readonly LintRule[] = [
  {
    id: 'aps/wrong-type',
    severity: 'error',
    title: { en: 'A value of the wrong type', zh: '值的类型不对' },
    why: {
      en: 'The device ignores a value of the wrong type, and sometimes the whole alert with it: "badge": "3" sets no badge.',
      zh: '设备会忽略类型错误的值，有时会忽略整条提醒：例如 "badge": "3" 不会设置角标。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "badge": "3"}}' },
    silent: { text: '{"aps": {"alert": "Hello", "badge": 3}}' },
    check: wrongType,
  },
  {
    id: 'aps/unknown-value',
    severity: 'error',
    title: { en: 'A value that Apple does not know', zh: 'Apple 不认识的值' },
    why: {
      en: 'Some keys have a fixed set of values: interruption-level, event, content-available and others. Anything else is ignored.',
      zh: '部分键只接受固定的值，例如 interruption-level、event、content-available，其他值会被忽略。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "interruption-level": "timesensitive"}}' },
    silent: { text: '{"aps": {"alert": "Hello", "interruption-level": "time-sensitive"}}' },
    check: unknownValue,
  },
  {
    id: 'aps/out-of-range',
    severity: 'error',
    title: { en: 'A number out of range', zh: '数值超出范围' },
    why: {
      en: 'A badge is 0 or more, a volume from 0 to 1, a relevance score from 0 to 1 except for Live Activities.',
      zh: '角标不小于 0；音量为 0 到 1；相关度评分为 0 到 1（实时活动除外）。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "relevance-score": 75}}', pushType: 'alert' },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "relevance-score": 75}}',
      pushType: 'liveactivity',
    },
    check: outOfRange,
  },
  {
    id: 'aps/not-an-integer',
    severity: 'error',
    title: { en: 'A fraction where a whole number belongs', zh: '应为整数' },
    why: {
      en: 'Badges and dates are whole numbers. Dates divided by 1000 in code often come with a fraction.',
      zh: '角标和日期都应为整数。代码中将毫秒除以 1000 时常会带上小数。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "badge": 2.5}}' },
    silent: { text: '{"aps": {"alert": "Hello", "badge": 2.0}}' },
    check: notInteger,
  },
  {
    id: 'aps/zero-flag',
    severity: 'info',
    title: { en: 'A flag set to 0', zh: '标志被设为 0' },
    why: {
      en: 'content-available, mutable-content and input-push-token only know 1; to switch them off, leave them out.',
      zh: 'content-available、mutable-content 和 input-push-token 只有 1 有意义，不需要时直接省略即可。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "mutable-content": 0}}' },
    silent: { text: '{"aps": {"alert": "Hello", "badge": 0}}' },
    check: zeroFlags,
  },
];
