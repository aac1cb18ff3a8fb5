import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE_LIMITS, PART } from '#shared/contract/message-limits';
import { splitMessage } from '../../../renderer/platform/message-parts.js';
import { type HostProcess, openLine, startHostProcess } from './support/running-host.js';

const MIB = 1024 * 1024;
let host: HostProcess;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-hostile-'));
  host = await startHostProcess({ dataDir });
});
afterAll(async () => {
  const status = await host.stop();
  rmSync(dataDir, { recursive: true, force: true });
  expect(host.stderr(), 'nothing a page sends is told on the terminal').toBe('');
  expect(status).toBe(0);
});

const isWell = async (): Promise<boolean> => {
  const { client, socket } = await openLine(host);
  const info = await client.app.info();
  socket.terminate();
  return info.host === 'browser';
};

/** A WebSocket by hand, for frames that no library makes. */
async function rawLine(): Promise<Socket> {
  const socket = connect(host.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `GET /rpc?token=${host.token} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 101/);
  return socket;
}

describe('a frame that breaks the rules closes its own line', () => {
  it.each([
    { name: 'reserved bits', bytes: 'f18000000000' },
    { name: 'an unknown opcode', bytes: '838000000000' },
    { name: 'no mask', bytes: '810161' },
    { name: 'a length above what is taken', bytes: '81ff0000000004000000' },
    { name: 'a negative length', bytes: '81fffffffffffffffffff' },
    { name: 'text that is not UTF-8', bytes: '818100000000ff' },
    { name: 'a fragmented ping', bytes: '098000000000' },
    { name: 'a close frame of one byte', bytes: '88810000000000' },
  ])('$name', async ({ bytes }) => {
    const socket = await rawLine();
    const closed = once(socket, 'close');
    socket.write(Buffer.from(bytes, 'hex'));
    await closed;
    expect(await isWell()).toBe(true);
  });
});

describe('a message that is none closes its own line, with its reason', () => {
  const form = (fields: string): Buffer =>
    Buffer.concat([
      Buffer.from('{"i":"1","p":{"u":"/app/info","h":{"content-type":"multipart/form-data; boundary=b"}}}'),
      Buffer.from([0xff]),
      Buffer.from(fields),
    ]);
  const field = (value: string): string =>
    `--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n${value}\r\n`;

  it.each([
    { name: 'garbage', code: 1007, send: ['garbage'] },
    { name: 'JSON of another kind', code: 1007, send: ['[1,2]'] },
    { name: 'no address', code: 1007, send: ['{"i":"1","p":{}}'] },
    { name: 'an unknown type', code: 1007, send: ['{"i":"1","t":9,"p":{"u":"/app/info"}}'] },
    { name: 'an address that is none', code: 1007, send: ['{"i":"1","p":{"u":"http://["}}'] },
    {
      name: 'a method that hides its input in the address',
      code: 1007,
      send: ['{"i":"1","p":{"u":"/app/info?data=1","m":"GET"}}'],
    },
    {
      name: 'a form without a boundary',
      code: 1007,
      send: [Buffer.concat([Buffer.from('{"i":"1","p":{"u":"/a"}}'), Buffer.from([0xff, 1])])],
    },
    { name: 'a form that is none', code: 1007, send: [form('rubbish')] },
    { name: 'too long for one frame', code: 1009, send: ['x'.repeat(MESSAGE_LIMITS.partBytes + 2)] },
    { name: '60 MB of brackets in one frame', code: 1009, send: ['['.repeat(60 * MIB)] },
    { name: '33 MB of brackets in parts', code: 1009, send: splitMessage(Buffer.alloc(33 * MIB, '[')) },
    { name: '4 MB of brackets in parts', code: 4009, send: splitMessage(Buffer.alloc(4 * MIB - 1, '[')) },
    {
      name: '1 MB of empty arrays',
      code: 4009,
      send: splitMessage(Buffer.from(`[${'[],'.repeat(MIB / 3)}0]`)),
    },
    {
      name: '2 MB of members',
      code: 4009,
      send: splitMessage(Buffer.from(`{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":0`).join()}}`)),
    },
    {
      name: 'brackets inside a form',
      code: 4009,
      send: splitMessage(form(`${field('['.repeat(3 * MIB))}--b--\r\n`)),
    },
    {
      name: 'a form of a million fields',
      code: 4009,
      send: splitMessage(form(`${field('0').repeat(100_000)}--b--\r\n`)),
    },
    {
      name: 'a form within the address',
      code: 1007,
      send: [
        '{"i":"1","p":{"u":"/app/info","h":{"content-type":"application/x-www-form-urlencoded"},"b":"a=1"},"t":7}',
      ],
    },
    {
      name: 'parts without end',
      code: 1009,
      send: Array.from({ length: 140 }, () =>
        Buffer.concat([Buffer.from([PART.more]), Buffer.alloc(MESSAGE_LIMITS.partBytes)]),
      ),
    },
  ])('$name', async ({ code, send }) => {
    const { socket, closed } = await openLine(host);
    for (const message of send) socket.send(message);
    expect(await closed).toBe(code);
    expect(await isWell()).toBe(true);
  });
});

it('never stands still for long, whatever is sent', async () => {
  // The best of six: another program on this machine may hold up any one of them.
  const standstills: number[] = [];
  for (let round = 0; round < 6 && !standstills.some((ms) => ms < 100); round += 1) {
    await host.longestStandstill();
    for (const bytes of [
      Buffer.alloc(33 * MIB, '['),
      Buffer.alloc(4 * MIB - 1, '['),
      Buffer.from(`["${'\\n'.repeat(1.9 * MIB)}"]`),
      Buffer.from(`[${'{"k":[0]},'.repeat(MESSAGE_LIMITS.values / 2 - 2)}0]`),
    ]) {
      const { socket, closed } = await openLine(host);
      for (const part of splitMessage(bytes)) socket.send(part);
      await closed;
    }
    standstills.push(await host.longestStandstill());
  }
  expect(Math.min(...standstills)).toBeLessThan(100);
});

it('takes what a window really sends, as large as it may be', async () => {
  const { client, socket } = await openLine(host);
  const files = Array.from({ length: 5 }, (_, index) => ({
    name: `${index}.p12`,
    content: new Blob([Buffer.alloc(4 * MIB, index)]),
  }));
  const cards = await client.credentials.add({ files });
  expect(cards.map(({ error }) => error?.code)).toEqual(files.map(() => 'not-a-credential'));
  socket.terminate();
});

it('stays reachable beside half-open requests, and ends them', async () => {
  const idle = Array.from({ length: 200 }, () => connect(host.port, '127.0.0.1'));
  for (const socket of idle) {
    socket.on('error', () => undefined).resume();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
  }
  expect(await isWell()).toBe(true);
  const [first] = idle;
  if (first !== undefined) await once(first, 'close');
  for (const socket of idle) socket.destroy();
}, 30_000);

it('has room for many windows, and tells the one too many', async () => {
  const lines = await Promise.all(Array.from({ length: 64 }, () => openLine(host)));
  const { closed } = await openLine(host);
  expect(await closed).toBe(1013);
  for (const { socket } of lines) socket.terminate();
});
