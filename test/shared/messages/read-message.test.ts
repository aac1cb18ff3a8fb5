import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '#shared/messages/read-message';
import { lint } from '#shared/payload/lint/lint';
import { anyText } from '../../support/any-text.js';

const PAYLOAD = { aps: { alert: { title: 'Parcel', body: 'It is here' }, sound: 'default' }, parcel: 'P-77' };
const json = JSON.stringify(PAYLOAD);
const FIREBASE_TOKEN = `dXk2bG9uZ25hbWU:APA91b${'Hk3_'.repeat(10)}`;

interface Shape {
  readonly shape: string;
  readonly text: string;
  readonly payload?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly leftOut?: string;
  readonly token?: string;
  readonly environment?: string;
}

const SHAPES: readonly Shape[] = [
  {
    shape: 'FCM HTTP v1',
    text: JSON.stringify({
      message: {
        token: FIREBASE_TOKEN,
        notification: { title: 'not this', body: 'one' },
        android: { priority: 'HIGH' },
        apns: { headers: { 'apns-priority': '5', 'apns-collapse-id': 'p-77' }, payload: PAYLOAD },
      },
    }),
    headers: { 'apns-priority': '5', 'apns-collapse-id': 'p-77' },
    leftOut: 'android',
  },
  {
    shape: 'the apns section of FCM alone',
    text: JSON.stringify({ apns: { headers: { 'apns-push-type': 'alert' }, payload: PAYLOAD } }),
    headers: { 'apns-push-type': 'alert' },
  },
  {
    shape: 'FCM with a notification and data only',
    text: JSON.stringify({
      message: {
        topic: 'news',
        notification: { title: 'Parcel', body: 'It is here' },
        data: { parcel: 'P-77' },
      },
    }),
    payload: { aps: { alert: { title: 'Parcel', body: 'It is here' } }, parcel: 'P-77' },
  },
  {
    shape: 'the legacy protocol of FCM',
    text: JSON.stringify({
      to: FIREBASE_TOKEN,
      collapse_key: 'p-77',
      content_available: true,
      notification: { title_loc_key: 'PARCEL', body_loc_args: '["P-77"]', badge: '3', click_action: 'TRACK' },
    }),
    payload: {
      aps: {
        alert: { 'title-loc-key': 'PARCEL', 'loc-args': ['P-77'] },
        badge: 3,
        category: 'TRACK',
        'content-available': 1,
      },
    },
    headers: { 'apns-collapse-id': 'p-77' },
  },
  {
    shape: 'camelCase of the Admin SDKs',
    text: JSON.stringify({
      tokens: [FIREBASE_TOKEN],
      apns: {
        payload: {
          aps: {
            contentAvailable: true,
            mutableContent: false,
            threadId: 'fares',
            alert: { titleLocKey: 'FARE' },
            sound: { critical: true, name: 'ping.caf' },
            interruptionLevel: 'critical',
          },
          ownKey: { stayAsIs: true },
        },
      },
    }),
    payload: {
      aps: {
        'content-available': 1,
        'mutable-content': 0,
        'thread-id': 'fares',
        alert: { 'title-loc-key': 'FARE' },
        sound: { critical: 1, name: 'ping.caf' },
        'interruption-level': 'critical',
      },
      ownKey: { stayAsIs: true },
    },
  },
  {
    shape: 'Amazon SNS',
    text: JSON.stringify({ default: 'It is here', APNS: json, GCM: '{}' }),
    leftOut: 'default, GCM',
    environment: 'production',
  },
  {
    shape: 'Amazon SNS for the sandbox',
    text: JSON.stringify({ APNS_SANDBOX: json }),
    environment: 'sandbox',
  },
  {
    shape: 'Amazon SNS for VoIP',
    text: JSON.stringify({ APNS_VOIP: json }),
    headers: { 'apns-push-type': 'voip' },
  },
  {
    shape: 'what sns publish is given',
    text: JSON.stringify({
      TargetArn: 'arn:aws:sns:eu-west-1:123456789012:endpoint/APNS/shop/1',
      Message: JSON.stringify({ APNS: json }),
      MessageAttributes: { 'AWS.SNS.MOBILE.APNS.PRIORITY': { DataType: 'String', StringValue: '5' } },
    }),
    headers: { 'apns-priority': '5' },
    leftOut: 'TargetArn',
  },
  {
    shape: 'OneSignal',
    text: JSON.stringify({
      app_id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      headings: { en: 'Parcel' },
      contents: { de: 'Es ist da', en: 'It is here' },
      ios_badgeType: 'SetTo',
      ios_badgeCount: 2,
      ios_interruption_level: 'time_sensitive',
      data: { parcel: 'P-77' },
    }),
    payload: {
      aps: {
        alert: { title: 'Parcel', body: 'It is here' },
        badge: 2,
        'interruption-level': 'time-sensitive',
      },
      parcel: 'P-77',
    },
    leftOut: 'app_id',
  },
  {
    shape: 'Expo, the first of a list',
    text: JSON.stringify([
      {
        to: 'ExponentPushToken[Hq3fD1a9Zc7Vb2Nm4Kl6Jh]',
        title: 'Parcel',
        body: 'It is here',
        priority: 'high',
        data: { id: 7 },
      },
      { to: 'ExponentPushToken[Hq3fD1a9Zc7Vb2Nm4Kl6Jk]', title: 'Parcel' },
    ]),
    payload: { aps: { alert: { title: 'Parcel', body: 'It is here' } }, body: { id: 7 } },
    headers: { 'apns-priority': '10' },
    leftOut: 'to',
  },
  {
    shape: 'a publish body for several platforms',
    text: JSON.stringify({ interests: ['a'], apns: PAYLOAD, fcm: {} }),
    leftOut: 'interests, fcm',
  },
  { shape: 'JSON in a string', text: JSON.stringify(json) },
  { shape: 'JSON in a string in a string', text: JSON.stringify(JSON.stringify(json)) },
  { shape: 'JSON copied out of code', text: json.replaceAll('"', '\\"') },
  {
    shape: 'an NSDictionary',
    text: '{\n    aps =     {\n        alert =         {\n            body = "It is here";\n            title = Parcel;\n        };\n        sound = default;\n    };\n    parcel = "P-77";\n}',
  },
  {
    shape: 'the inner lines of an NSDictionary with a list',
    text: 'aps = {\n  alert = { "loc-args" = (\n "P-77",\n 3\n ); "loc-key" = "Caf\\U00e9"; };\n "content-available" = 1;\n};',
    payload: { aps: { alert: { 'loc-args': ['P-77', 3], 'loc-key': 'Café' }, 'content-available': 1 } },
  },
  {
    shape: 'a Swift dictionary in a log line',
    text: 'userInfo: [AnyHashable("aps"): {\n    alert = "It is here";\n}, AnyHashable("parcel"): P-77, AnyHashable("n"): Optional(3)]',
    payload: { aps: { alert: 'It is here' }, parcel: 'P-77', n: 3 },
  },
  {
    shape: 'a property list',
    text: '<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">\n<plist version="1.0"><dict><key>aps</key><dict><key>alert</key><string>A &amp; B</string><key>badge</key><integer>3</integer><key>list</key><array><true/><real>1.5</real><dict/></array></dict></dict></plist>',
    payload: { aps: { alert: 'A & B', badge: 3, list: [true, 1.5, {}] } },
  },
  {
    shape: 'YAML',
    text: '# a push\naps:\n  alert:\n    title: Parcel\n    body: It is here\n  sound: default\nparcel: P-77\n',
  },
  {
    shape: 'Python',
    text: "{'aps': {'alert': 'Hi', 'content-available': True}}",
    payload: { aps: { alert: 'Hi', 'content-available': true } },
  },
  { shape: 'JSON5', text: '{ // shown\n aps: { alert: "Hi", }, }', payload: { aps: { alert: 'Hi' } } },
];

describe('readMessage', () => {
  it.each(SHAPES)('takes $shape apart', ({ text, payload, headers, leftOut, token, environment }) => {
    const message = readMessage(text);
    expect(JSON.parse(message?.payload ?? 'null')).toEqual(payload ?? PAYLOAD);
    expect(Object.fromEntries((message?.headers ?? []).map(({ name, value }) => [name, value]))).toEqual(
      headers ?? {},
    );
    if (leftOut !== undefined) expect(message?.notes[0]?.en).toContain(leftOut);
    if (token !== undefined) expect(message?.token).toBe(token);
    if (environment !== undefined) expect(message?.environment).toBe(environment);
  });

  it.each([
    { what: 'a payload', text: json },
    {
      what: 'a payload with keys like those of a service',
      text: '{"aps":{"alert":"x"},"contents":{"en":"x"},"notification":{"a":1},"data":{}}',
    },
    { what: 'an object that is no message', text: '{"message":{"id":7}}' },
    { what: 'a sentence', text: 'Dear all: the parcel is here.' },
    { what: 'a dictionary that is cut off', text: 'aps = { alert = "Hi";' },
    { what: 'nothing', text: '' },
  ])('leaves $what alone', ({ text }) => {
    expect(readMessage(text)).toBeNull();
  });

  it('keeps the spelling of a payload that stood in the message as a whole', () => {
    const text = '{"apns":{"payload":{"aps":{"alert":"\\u2615"},"id":12345678901234567890}}}';
    expect(readMessage(text)?.payload).toContain('"id": 12345678901234567890');
    expect(readMessage(text)?.payload).toContain('"\\u2615"');
  });

  it('never fails, whatever it is given', () => {
    const shapes = fc.constantFrom(...SHAPES.map(({ text }) => text));
    const cut = fc.tuple(shapes, fc.nat(), anyText(20)).map(([text, at, insert]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + insert + text.slice(place + insert.length);
    });
    fc.assert(
      fc.property(fc.oneof(cut, anyText(200)), (text) => {
        const message = readMessage(text);
        if (message !== null) expect(() => JSON.parse(message.payload) as unknown).not.toThrow();
      }),
    );
  });

  it('reads a megabyte of anything in a moment', () => {
    const startedAt = process.cpuUsage();
    for (const unit of [
      '{',
      '[',
      '(',
      'a = { ',
      '<dict>',
      '<key>',
      '"\\"',
      'aps:\n ',
      'AnyHashable("',
      '[{',
    ]) {
      readMessage(unit.repeat(1_000_000 / unit.length));
    }
    expect(process.cpuUsage(startedAt).user).toBeLessThan(20_000_000);
  });
});

describe('the linter about a message', () => {
  it.each([
    { text: JSON.stringify({ APNS: json }), rule: 'payload/foreign-message', headers: undefined },
    {
      text: JSON.stringify({
        apns: {
          headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
          payload: { aps: { 'content-available': 1 } },
        },
      }),
      rule: 'payload/firebase-message',
      headers: { pushType: 'background', priority: 5 },
    },
    { text: 'aps = { alert = "Hi"; };', rule: 'json/syntax', headers: undefined },
    { text: JSON.stringify(json), rule: 'payload/not-an-object', headers: undefined },
  ])('says one thing, $rule, and its fix takes it apart', ({ text, rule, headers }) => {
    const { diagnostics } = lint({ text, pushType: 'alert' });
    expect(diagnostics.map((found) => found.rule)).toEqual([rule]);
    const fix = diagnostics[0]?.fix;
    const edits = [...(fix?.edits ?? [])].sort((a, b) => b.from - a.from);
    const fixed = edits.reduce(
      (before, { from, to, insert }) => before.slice(0, from) + insert + before.slice(to),
      text,
    );
    expect(JSON.parse(fixed)).toHaveProperty('aps');
    expect(fix?.action).toEqual(headers === undefined ? undefined : { kind: 'set-headers', headers });
  });
});
