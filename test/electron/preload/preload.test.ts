import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DESKTOP_CONNECT,
  DESKTOP_EVENT,
  DESKTOP_LISTENING,
  type DesktopBridge,
} from '#shared/contract/desktop-bridge';
import type * as Double from '../../support/electron-double.js';

const BUILT = new URL('../../../out/preload/index.cjs', import.meta.url);

let electron: typeof Double;
let page: EventTarget;

beforeEach(async () => {
  vi.resetModules();
  page = new EventTarget();
  vi.stubGlobal('window', page);
  electron = await import('../../support/electron-double.js');
  await import('../../../electron/preload/index.js');
  return () => vi.unstubAllGlobals();
});

function post(data: unknown, ports: readonly unknown[], source: unknown = page): void {
  page.dispatchEvent(Object.assign(new Event('message'), { data, ports, source }));
}

function bridge(): DesktopBridge {
  return electron.contextBridge.exposed.get('pushdeck') as DesktopBridge;
}

describe('the preload script', () => {
  it('puts exactly one bridge with exactly these abilities into the page', () => {
    expect([...electron.contextBridge.exposed.keys()]).toEqual(['pushdeck']);
    expect(Object.keys(bridge()).sort()).toEqual(['platform', 'subscribe']);
    expect(['darwin', 'win32', 'linux']).toContain(bridge().platform);
    expect(JSON.stringify(Object.entries(bridge()))).not.toContain('ipcRenderer');
  });

  it('forwards the port that the page posts to itself', () => {
    const { port1 } = new MessageChannel();
    post(DESKTOP_CONNECT, [port1]);
    expect(electron.ipcRenderer.posted).toEqual([{ channel: DESKTOP_CONNECT, data: null, ports: [port1] }]);
  });

  it.each([
    { why: 'without a port', data: DESKTOP_CONNECT, ports: 0 },
    { why: 'with two ports', data: DESKTOP_CONNECT, ports: 2 },
    { why: 'with another text', data: 'pushdeck:event', ports: 1 },
    { why: 'with an object', data: { type: DESKTOP_CONNECT }, ports: 1 },
  ])('forwards nothing for a message $why', ({ data, ports }) => {
    post(
      data,
      Array.from({ length: ports }, () => new MessageChannel().port1),
    );
    expect(electron.ipcRenderer.posted).toEqual([]);
  });

  it('forwards nothing for a message of another window', () => {
    post(DESKTOP_CONNECT, [new MessageChannel().port1], new EventTarget());
    expect(electron.ipcRenderer.posted).toEqual([]);
  });

  it('gives events to the page, without the event object of Electron, until it stops listening', () => {
    const received: unknown[][] = [];
    const stop = bridge().subscribe((...args) => received.push(args));
    expect(electron.ipcRenderer.posted.map(({ channel }) => channel)).toEqual([DESKTOP_LISTENING]);
    const event = { kind: 'command', command: 'send' };
    electron.ipcRenderer.emit(DESKTOP_EVENT, { sender: 'privileged' }, event);
    stop();
    electron.ipcRenderer.emit(DESKTOP_EVENT, { sender: 'privileged' }, event);
    expect(received).toEqual([[event]]);
  });
});

describe('the built preload script', () => {
  it.skipIf(!existsSync(BUILT))('is one CommonJS file that needs nothing but electron', () => {
    const code = readFileSync(BUILT, 'utf8');
    const needed = [...code.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map(([, name]) => name);
    expect(new Set(needed)).toEqual(new Set(['electron']));
    expect(code).not.toMatch(/^\s*(import|export)\s/m);
  });
});
