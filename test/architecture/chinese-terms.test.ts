import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const ROOMS = ['shared', 'core', 'simulator', 'cli', 'electron', 'renderer'];

/** One word for one thing: what a person may read otherwise, and what it is called here. */
const UNWANTED: readonly { readonly words: RegExp; readonly say: string }[] = [
  // Windows calls its own store so.
  { words: /凭据(?!管理器)/, say: '凭证 (credential)' },
  { words: /负载/, say: '载荷 (payload)' },
  { words: /请求头|报头|消息头|头字段|头部(?!分)/, say: '标头 (header)' },
  { words: /话题/, say: '主题 (topic)' },
  { words: /设备标识|设备 ?token/i, say: '设备令牌 (device token)' },
  {
    words: /provider token ?[\u4e00-\u9fff]|[\u4e00-\u9fff] ?provider token/i,
    say: '提供者令牌 (provider token)',
  },
  { words: /系统钥匙串/, say: '系统密钥库 (key store of the system)' },
  { words: /您/, say: '你' },
];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

it('calls one thing by one word in Chinese', () => {
  const files = ROOMS.flatMap((room) => sources(join(root, room)));
  const lines = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((text, index) => ({ text, at: `${relative(root, file)}:${index + 1}` }))
      .filter(({ text }) => /[\u4e00-\u9fff]/.test(text)),
  );
  expect(lines.length).toBeGreaterThan(1000);
  const wrong = lines.flatMap(({ text, at }) =>
    UNWANTED.filter(({ words }) => words.test(text)).map(({ say }) => `${at} should say ${say}`),
  );
  expect(wrong).toEqual([]);
});
