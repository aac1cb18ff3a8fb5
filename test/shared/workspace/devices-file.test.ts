import { expect, it } from 'vitest';
import { groupsOf, newDevice } from '#shared/workspace/device';
import { formatDevicesFile, readDevicesFile } from '#shared/workspace/devices-file';

const devices = [
  newDevice({ name: 'QA phone', token: 'ab12', environment: { kind: 'sandbox' } }),
  newDevice({
    name: '演示机',
    token: 'cd34',
    environment: { kind: 'production' },
    topic: 'com.example.app',
    kind: 'voip',
    tags: ['demo'],
    groups: ['Sales', 'QA'],
    note: 'at the fair',
    goneAtMs: 1_700_000_000_000,
  }),
];

it('gives back the same devices and leaves out what is empty', () => {
  const text = formatDevicesFile(devices);
  expect(readDevicesFile(text)).toEqual({ kind: 'devices', devices });
  expect(
    text.startsWith(
      '{\n  "version": 1,\n  "devices": [\n    {\n      "name": "QA phone",\n      "token": "ab12",',
    ),
  ).toBe(true);
  expect(text.match(/"tags"/g)).toHaveLength(1);
});

it.each([
  ['{"version":1}', 'damaged'],
  ['{"version":1,"devices":[{"name":"x"}]}', 'damaged'],
  ['nonsense', 'damaged'],
  ['{"version":3,"devices":"new form"}', 'newer'],
])('%s is %s', (text, kind) => {
  expect(readDevicesFile(text).kind).toBe(kind);
});

it('keeps the whole entries beside a broken one, and says which is broken', () => {
  const good = JSON.parse(formatDevicesFile(devices)) as { devices: unknown[] };
  const text = JSON.stringify({ version: 1, devices: [good.devices[0], { name: 'x' }, good.devices[1]] });
  expect(readDevicesFile(text)).toEqual({
    kind: 'damaged',
    devices,
    why: expect.stringMatching(/^entry 2: /) as string,
  });
});

it('lists the groups in use once each', () => {
  expect(groupsOf([...devices, ...devices])).toEqual(['QA', 'Sales']);
});
