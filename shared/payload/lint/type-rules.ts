import { RawJson, removeValue, setValue } from '../edit.js';
import { escapePointer, type JsonNode, memberOf, valueOf } from '../json-tree.js';
import { atKey, atOpening, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';

const isEmptyText = (node: JsonNode | undefined): boolean => node?.type !== 'string' || node.value === '';

function mdmExtras(context: LintContext): readonly Finding[] {
  if (context.knownType !== 'mdm' || context.root?.type !== 'object') return [];
  return context.root.members.flatMap((member) => {
    const key = member.key.value;
    if (key === 'mdm') return [];
    return [
      atKey(
        member,
        '',
        {
          en: `An MDM push carries only "mdm"; "${key}" does not belong to it.`,
          zh: `MDM 推送只能包含 "mdm"，不应包含 "${key}"。`,
        },
        context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, `/${escapePointer(key)}`)),
      ),
    ];
  });
}

function websiteParts(context: LintContext): readonly Finding[] {
  if (context.topic?.startsWith('web.') !== true || context.aps === null) return [];
  const missing = [
    { path: '/aps/alert/title', there: !isEmptyText(valueOf(context.alert, 'title')), example: '"Title"' },
    { path: '/aps/alert/body', there: !isEmptyText(valueOf(context.alert, 'body')), example: '"Text"' },
    { path: '/aps/url-args', there: context.hasAps('url-args'), example: '[]' },
  ].filter((part) => !part.there);
  const { aps } = context;
  return missing.map(({ path, example }) => {
    const key = path.slice(path.lastIndexOf('/') + 1);
    return atOpening(
      aps,
      '/aps',
      {
        en: `A website push needs ${path.slice(5)}.`,
        zh: `网站推送需要 ${path.slice(5)}。`,
      },
      context.fix({ en: `Add ${key}`, zh: `添加 ${key}` }, (text) =>
        setValue(text, path, new RawJson(example)),
      ),
    );
  });
}

/** Rules for single push types and kinds of topics. */
export const TYPE_RULES: readonly LintRule[] = [
  {
    id: 'widgets/missing-content-changed',
    severity: 'error',
    title: { en: 'A widget push without content-changed', zh: '小组件推送缺少 content-changed' },
    why: {
      en: 'Widgets and controls reload on content-changed: true. Without it the push does nothing.',
      zh: '小组件和控件根据 content-changed: true 重新加载，没有它推送不起作用。',
    },
    fires: { text: '{"aps": {}}', pushType: 'widgets' },
    silent: { text: '{"aps": {"content-changed": true}}', pushType: 'widgets' },
    check: (context) => {
      if (context.knownType !== 'widgets' && context.knownType !== 'controls') return [];
      if (context.aps === null || context.hasAps('content-changed')) return [];
      return [
        atOpening(
          context.aps,
          '/aps',
          {
            en: `A push of type ${context.knownType} needs "content-changed": true.`,
            zh: `类型为 ${context.knownType} 的推送需要 "content-changed": true。`,
          },
          context.fix({ en: 'Add content-changed', zh: '添加 content-changed' }, (text) =>
            setValue(text, '/aps/content-changed', true),
          ),
        ),
      ];
    },
  },
  {
    id: 'voip/alert-not-shown',
    severity: 'info',
    title: { en: 'A VoIP push with an alert', zh: 'VoIP 推送包含 alert' },
    why: {
      en: 'The system shows nothing of a VoIP push: it hands it to the app, which has to report a call at once or gets no more of them.',
      zh: '系统不会显示 VoIP 推送的内容，而是交给 App；App 必须立即报告来电，否则将不再收到此类推送。',
    },
    fires: { text: '{"aps": {"alert": "Ada is calling"}}', pushType: 'voip' },
    silent: { text: '{"aps": {}, "caller": "Ada"}', pushType: 'voip' },
    check: (context) => {
      const member = memberOf(context.aps, 'alert');
      if (context.knownType !== 'voip' || member === undefined) return [];
      return [
        atKey(member, '/aps', {
          en: 'The system does not show the alert of a VoIP push; the app has to report a call.',
          zh: '系统不会显示 VoIP 推送的 alert，App 需要报告来电。',
        }),
      ];
    },
  },
  {
    id: 'mdm/missing-magic',
    severity: 'error',
    title: { en: 'An MDM push without PushMagic', zh: 'MDM 推送缺少 PushMagic' },
    why: {
      en: 'The device checks the string that it gave in its TokenUpdate message and ignores the push without it.',
      zh: '设备会校验它在 TokenUpdate 消息中给出的字符串，缺少时会忽略推送。',
    },
    fires: { text: '{"aps": {}}', pushType: 'mdm' },
    silent: { text: '{"mdm": "5E0A3E2C-PUSH-MAGIC"}', pushType: 'mdm' },
    check: ({ knownType, root }) => {
      if (knownType !== 'mdm' || root?.type !== 'object' || valueOf(root, 'mdm') !== undefined) return [];
      return [
        atOpening(root, '', {
          en: 'An MDM push needs "mdm" with the PushMagic of the device.',
          zh: 'MDM 推送需要 "mdm"，其值为设备的 PushMagic。',
        }),
      ];
    },
  },
  {
    id: 'mdm/other-keys',
    severity: 'error',
    title: { en: 'An MDM push with other keys', zh: 'MDM 推送包含其他键' },
    why: {
      en: 'An MDM push is {"mdm": …} and nothing else, not even aps.',
      zh: 'MDM 推送只能是 {"mdm": …}，连 aps 也不能包含。',
    },
    fires: { text: '{"mdm": "5E0A3E2C-PUSH-MAGIC", "aps": {}}', pushType: 'mdm' },
    silent: { text: '{"mdm": "5E0A3E2C-PUSH-MAGIC"}', pushType: 'mdm' },
    check: mdmExtras,
  },
  {
    id: 'fileprovider/missing-container',
    severity: 'error',
    title: { en: 'A file provider push without container', zh: '文件提供程序推送缺少容器' },
    why: {
      en: 'container-identifier names the container to enumerate; replicated extensions react to the working set only.',
      zh: 'container-identifier 指明需要枚举的容器；复制式扩展只响应工作集。',
    },
    fires: { text: '{"domain": "main"}', pushType: 'fileprovider' },
    silent: {
      text: '{"container-identifier": "NSFileProviderWorkingSetContainerItemIdentifier", "domain": "main"}',
      pushType: 'fileprovider',
    },
    check: (context) => {
      const { root } = context;
      if (context.knownType !== 'fileprovider' || root?.type !== 'object') return [];
      if (valueOf(root, 'container-identifier') !== undefined) return [];
      return [
        atOpening(
          root,
          '',
          {
            en: 'A file provider push needs "container-identifier".',
            zh: '文件提供程序推送需要 "container-identifier"。',
          },
          context.fix({ en: 'Add the working set', zh: '添加工作集' }, (text) =>
            setValue(text, '/container-identifier', 'NSFileProviderWorkingSetContainerItemIdentifier'),
          ),
        ),
      ];
    },
  },
  {
    id: 'website/missing-part',
    severity: 'error',
    title: { en: 'A website push that lacks a part', zh: '网站推送缺少必要部分' },
    why: {
      en: 'Safari 15 and older want title, body and url-args of a website push. Newer Safari uses standard Web Push instead.',
      zh: 'Safari 15 及更早版本的网站推送需要 title、body 和 url-args。更新的 Safari 使用标准 Web Push。',
    },
    fires: {
      text: '{"aps": {"alert": {"title": "Flight A998", "body": "Boarding"}}}',
      topic: 'web.com.example.site',
    },
    silent: {
      text: '{"aps": {"alert": {"title": "Flight A998", "body": "Boarding", "action": "View"}, "url-args": ["A998"]}}',
      topic: 'web.com.example.site',
    },
    check: websiteParts,
  },
  {
    id: 'wallet/payload-ignored',
    severity: 'info',
    title: { en: 'A Wallet push with content', zh: 'Wallet 推送包含内容' },
    why: {
      en: 'Wallet only learns that the pass changed, and fetches it from your server; the payload is not read.',
      zh: 'Wallet 只会得知凭证已更改，然后从服务器获取；载荷不会被读取。',
    },
    fires: { text: '{"aps": {"alert": "Your pass has changed"}}', topic: 'pass.com.example.loyalty' },
    silent: { text: '{}', topic: 'pass.com.example.loyalty' },
    check: (context) => {
      const { root, topic } = context;
      if (topic === null || !/^(pass|order)\./.test(topic) || root?.type !== 'object') return [];
      const isEmpty = root.members.every(
        (member) =>
          member.key.value === 'aps' && member.value.type === 'object' && member.value.members.length === 0,
      );
      if (isEmpty) return [];
      return [
        atOpening(
          root,
          '',
          {
            en: 'Wallet does not read the payload: {} is enough.',
            zh: 'Wallet 不读取载荷，{} 即可。',
          },
          context.fix({ en: 'Use {}', zh: '使用 {}' }, () => '{}'),
        ),
      ];
    },
  },
];
