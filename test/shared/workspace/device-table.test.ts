import { describe, expect, it } from 'vitest';
import { newDevice } from '#shared/workspace/device';
import {
  devicesFromLines,
  devicesFromTable,
  formatDeviceTable,
  readDeviceTable,
} from '#shared/workspace/device-table';

const A = 'ab'.repeat(32);
const B = 'cd'.repeat(32);
const DEFAULTS = { environment: { kind: 'sandbox' } } as const;

describe('a table of devices', () => {
  it.each([
    [`token,name\n${A},One\n`, { token: 0, name: 1 }],
    [`Name;Device Token;Bundle ID\nOne;${A};com.x\n`, { token: 1, name: 0, topic: 2 }],
    [`设备\t令牌\n一\t${A}\n`, { token: 1, name: 0 }],
    [`who,push id\nOne,${A}\nTwo,${B}\n`, { token: 1 }],
  ])('%j suggests its columns', (text, choice) => {
    expect(readDeviceTable(text)?.choice).toEqual(choice);
  });

  it('is none when its first line is a token', () => {
    expect(readDeviceTable(`${A}\n${B}\n`)).toBeNull();
  });

  it('takes the columns that a person chose, and its defaults where a cell is empty', () => {
    const table = readDeviceTable(`a,b,c\n${A},One,prod\n${B},,\n,nobody,\n`);
    const devices = devicesFromTable(
      table ?? { columns: [], rows: [], choice: {} },
      { token: 0, name: 1, environment: 2 },
      {
        ...DEFAULTS,
        topic: 'com.x',
        groups: ['G'],
      },
    );
    expect(devices.map(({ device }) => device)).toEqual([
      newDevice({
        name: 'One',
        token: A,
        environment: { kind: 'production' },
        topic: 'com.x',
        groups: ['G'],
      }),
      newDevice({
        name: 'cdcdcdcd…',
        token: B,
        environment: { kind: 'sandbox' },
        topic: 'com.x',
        groups: ['G'],
      }),
    ]);
  });

  it('gives every device a name of its own', () => {
    const table = readDeviceTable(`token,name\n${A},Same\n${B},Same\n${'ef'.repeat(32)},Same\n`);
    const devices = devicesFromTable(
      table ?? { columns: [], rows: [], choice: {} },
      { token: 0, name: 1 },
      DEFAULTS,
    );
    expect(devices.map(({ device }) => device.name)).toEqual(['Same', 'Same (2)', 'Same (3)']);
  });

  it('comes back from CSV as it was', () => {
    const devices = [
      newDevice({
        name: 'A, "b"',
        token: A,
        environment: { kind: 'production' },
        tags: ['x', 'y'],
        note: 'line\nbreak',
      }),
      newDevice({
        name: '一',
        token: B,
        environment: { kind: 'custom', url: 'https://x:1' },
        groups: ['G'],
        kind: 'voip',
      }),
    ];
    const table = readDeviceTable(formatDeviceTable(devices));
    const read = devicesFromTable(
      table ?? { columns: [], rows: [], choice: {} },
      table?.choice ?? {},
      DEFAULTS,
    );
    expect(read.map(({ device }) => device)).toEqual(devices);
  });
});

describe('lines', () => {
  it('of tokens in any form are cleaned, judged and taken once each', () => {
    const devices = devicesFromLines(`${A}\n<${A}>\n${B.toUpperCase()}\nshort: abcd\n`, DEFAULTS);
    expect(devices.map(({ device }) => device.token).slice(0, 2)).toEqual([A, B]);
    expect(devices.filter(({ problem }) => problem !== null)).toHaveLength(1);
  });
});
