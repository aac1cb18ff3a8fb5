import { describe, expect, it } from 'vitest';
import { deviceLines, recogniseFile } from '#shared/workspace/recognise-file';

const TOKEN = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

describe('a file is known by what it holds', () => {
  it.each([
    ['devices', 'devices.csv', `name,token\nAda,${TOKEN}\n`],
    ['devices', 'export.txt', `${TOKEN}\n${OTHER}\n`],
    ['devices', 'no-ending', `<${TOKEN.match(/.{8}/g)?.join(' ') ?? ''}>`],
    ['devices', 'tokens.json', JSON.stringify([TOKEN, OTHER])],
    ['devices', 'devices.json', JSON.stringify({ version: 1, devices: [{ name: 'Ada', token: TOKEN }] })],
    ['devices', 'semicolons.csv', `Token;Name\r\n${TOKEN};Ada`],
    ['scenario', 'checkout.json', '{"version":1,"name":"Checkout","steps":[{"wait":"1s"}]}'],
    ['push', 'payload.json', '{"aps":{"alert":"Hi"}}'],
    ['push', 'payload.txt', '{"aps":{"alert":"Hi"}}'],
    ['push', 'broken.json', '{"aps":'],
    ['push', 'request.sh', `curl -d '{"aps":{}}' https://api.push.apple.com/3/device/${TOKEN}`],
    ['credential', 'AuthKey.json', '-----BEGIN PRIVATE KEY-----\nMIG…'],
    ['credential', 'key.p8', 'not a key'],
    ['credential', 'picture.png', '\u0089PNG\0\0'],
    ['credential', 'empty.txt', ''],
  ])('%s: %s', (use, name, text) => {
    expect(recogniseFile(text, name)).toBe(use);
  });
});

it('gives the devices of a JSON file as a table', () => {
  const text = JSON.stringify({ devices: [{ name: 'Ada, of QA', token: TOKEN, topic: 'com.example.app' }] });
  expect(deviceLines(text)).toBe(`token,name,topic,note\n${TOKEN},"Ada, of QA",com.example.app,`);
  expect(deviceLines(`${TOKEN}\n`)).toBe(`${TOKEN}\n`);
});
