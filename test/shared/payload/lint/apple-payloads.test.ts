import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PUSH_TYPES } from '#shared/apns/push-types';
import { omitUndefined } from '#shared/omit-undefined';
import { lint, type LintInput } from '#shared/payload/lint/lint';

const rules = (input: LintInput): string[] => lint(input).diagnostics.map(({ rule }) => rule);

describe('payloads of Apple’s documentation', () => {
  const APP = 'com.example.MyApp';
  it.each<[string, LintInput]>([
    [
      'alert',
      {
        text: '{"aps":{"alert":{"title":"Order 1042","body":"Out for delivery"},"sound":"default"}}',
        headers: { pushType: 'alert', topic: APP, priority: 10 },
      },
    ],
    ['a plain string', { text: '{"aps":{"alert":"Hello"}}', pushType: 'alert' }],
    ['badge only', { text: '{"aps":{"badge":0}}', pushType: 'alert' }],
    [
      'the game request of Apple’s page',
      {
        text: '{"aps":{"alert":{"title":"Game Request","subtitle":"Five Card Draw","body":"Bob wants to play poker"},"category":"GAME_INVITATION"},"gameID":"12345678"}',
        pushType: 'alert',
      },
    ],
    [
      'the localized game request',
      {
        text: '{"aps":{"alert":{"loc-key":"GAME_PLAY_REQUEST_FORMAT","loc-args":["Jenna","Frank"]},"sound":"chime.aiff"},"acme":"foo"}',
        pushType: 'alert',
      },
    ],
    [
      'background',
      {
        text: '{"aps":{"content-available":1},"sync":"inbox"}',
        headers: { pushType: 'background', topic: APP, priority: 5 },
      },
    ],
    [
      'voip',
      {
        text: '{"aps":{},"callId":"7f0c","caller":"Ada"}',
        headers: { pushType: 'voip', topic: `${APP}.voip`, priority: 10, expiration: 0 },
      },
    ],
    [
      'complication',
      {
        text: '{"aps":{},"temperature":21}',
        headers: { pushType: 'complication', topic: `${APP}.complication` },
      },
    ],
    [
      'fileprovider',
      {
        text: '{"container-identifier":"NSFileProviderWorkingSetContainerItemIdentifier","domain":"main"}',
        headers: { pushType: 'fileprovider', topic: `${APP}.pushkit.fileprovider` },
      },
    ],
    [
      'location',
      {
        text: '{"aps":{},"request":"where"}',
        headers: { pushType: 'location', topic: `${APP}.location-query`, priority: 5 },
      },
    ],
    [
      'push to talk',
      {
        text: '{"aps":{},"activeSpeaker":"Grace"}',
        headers: { pushType: 'pushtotalk', topic: `${APP}.voip-ptt`, priority: 10, expiration: 0 },
      },
    ],
    [
      'MDM',
      {
        text: '{"mdm":"5E0A3E2C-PUSH-MAGIC"}',
        headers: { pushType: 'mdm', topic: 'com.apple.mgmt.External.5e0a3e2c-0000-4000-8000-000000000000' },
      },
    ],
    [
      'widgets',
      {
        text: '{"aps":{"content-changed":true}}',
        headers: { pushType: 'widgets', topic: `${APP}.push-type.widgets` },
      },
    ],
    [
      'controls',
      {
        text: '{"aps":{"content-changed":true}}',
        headers: { pushType: 'controls', topic: `${APP}.push-type.controls`, priority: 10, expiration: 0 },
      },
    ],
    [
      'a Wallet pass',
      { text: '{}', headers: { pushType: 'background', topic: 'pass.com.example.loyalty', priority: 5 } },
    ],
    [
      'a Wallet pass with aps',
      { text: '{"aps":{}}', headers: { pushType: 'alert', topic: 'pass.com.example.loyalty' } },
    ],
    [
      'Live Activity start',
      {
        text: '{"aps":{"timestamp":1767225600,"event":"start","attributes-type":"DeliveryAttributes",\n"attributes":{"order":"1042"},"content-state":{"stop":1},"input-push-token":1,\n"alert":{"title":"Order 1042","body":"On its way","sound":"default"}}}',
        headers: { pushType: 'liveactivity', topic: `${APP}.push-type.liveactivity`, priority: 10 },
      },
    ],
    [
      'Live Activity start with localized alert',
      {
        text: '{"aps":{"timestamp":1767225600,"event":"start","attributes-type":"A","attributes":{},"content-state":{},"alert":{"title":{"loc-key":"T","loc-args":["x"]},"body":{"loc-key":"B"},"sound":"chime.aiff"}}}',
        pushType: 'liveactivity',
      },
    ],
    [
      'Live Activity update',
      {
        text: '{"aps":{"timestamp":1767225660,"event":"update","content-state":{"stop":2},\n"stale-date":1767229200,"relevance-score":75}}',
        headers: { pushType: 'liveactivity', topic: `${APP}.push-type.liveactivity`, priority: 5 },
      },
    ],
    [
      'Live Activity end',
      {
        text: '{"aps":{"timestamp":1767226000,"event":"end","content-state":{"stop":9},"dismissal-date":1767229600}}',
        pushType: 'liveactivity',
      },
    ],
    [
      'broadcast update',
      {
        text: '{"aps":{"timestamp":1767225660,"event":"update","content-state":{"home":2,"away":1}}}',
        headers: { pushType: 'liveactivity', priority: 10, expiration: 0 },
        target: 'channel',
      },
    ],
    [
      'Safari website push',
      {
        text: '{"aps":{"alert":{"title":"Flight A998","body":"Boarding has begun","action":"View"},"url-args":["boarding","A998"]}}',
        headers: { pushType: 'alert', topic: 'web.com.example.site' },
      },
    ],
  ])('%s is silent', (_, input) => {
    expect(rules(input)).toEqual([]);
  });
});

describe('the samples', () => {
  const folder = resolve(import.meta.dirname, '../../../../resources/samples');
  const index = JSON.parse(readFileSync(resolve(folder, 'index.json'), 'utf8')) as {
    file: string;
    pushType: string;
    topic?: string;
  }[];

  it.each(index)('$file is silent', ({ file, pushType, topic }) => {
    const text = readFileSync(resolve(folder, file), 'utf8');
    expect(rules({ text, pushType, ...omitUndefined({ topic }) })).toEqual([]);
  });

  it('cover every push type and every file', () => {
    expect(new Set(index.map(({ pushType }) => pushType))).toEqual(new Set(PUSH_TYPES));
    const files = readdirSync(folder).filter((name) => name !== 'index.json');
    expect(index.map(({ file }) => file).sort()).toEqual(files.sort());
  });
});
