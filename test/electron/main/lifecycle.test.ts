import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setAppIdentity } from '../../../electron/main/identity.js';
import {
  closeBeforeQuit,
  quitOnShutdown,
  quitOnSignals,
  SHUTDOWN_LIMIT_MS,
} from '../../../electron/main/shutdown.js';
import { claimSingleInstance, type Start } from '../../../electron/main/single-instance.js';
import { listenToSystem } from '../../../electron/main/system-events.js';
import { AppDouble } from '../../support/electron-double.js';

let app: AppDouble;

beforeEach(() => {
  app = new AppDouble();
});

describe('one instance', () => {
  const start: Start = { argv: ['dev.p12'], workingDirectory: '/keys' };

  it('hands its start to the one that runs already', () => {
    app.hasLock = false;
    expect(claimSingleInstance(app.asApp(), start, () => undefined)).toBe(false);
    expect(app.lockData).toEqual(start);
    expect(app.listenerCount('second-instance')).toBe(0);
  });

  it('opens what later starts bring, as they were typed', () => {
    const starts: Start[] = [];
    expect(
      claimSingleInstance(app.asApp(), { argv: [], workingDirectory: '/' }, (next) => starts.push(next)),
    ).toBe(true);
    app.emit('second-instance', {}, ['Pushdeck', '--flag', 'reordered'], '/elsewhere', start);
    expect(starts).toEqual([start]);
  });

  it.each([undefined, null, 'text', {}, { argv: [1], workingDirectory: '/' }, { argv: ['a'] }])(
    'falls back to the command line when the other instance sends %j',
    (additional) => {
      const starts: Start[] = [];
      claimSingleInstance(app.asApp(), start, (next) => starts.push(next));
      app.emit('second-instance', {}, ['Pushdeck', 'a.p8'], '/elsewhere', additional);
      expect(starts).toEqual([{ argv: ['a.p8'], workingDirectory: '/elsewhere' }]);
    },
  );
});

describe('events of the system', () => {
  const opened: unknown[] = [];
  let shows = 0;

  beforeEach(() => {
    opened.length = 0;
    shows = 0;
    listenToSystem(app.asApp(), {
      platform: 'darwin',
      open: async (request) => void opened.push(request),
      showWindow: () => shows++,
    });
  });

  it('opens a file dropped on the Dock icon, and keeps Electron from reporting it as unhandled', () => {
    const event = { preventDefault: vi.fn() };
    app.emit('open-file', event, '/keys/dev.p12');
    expect(event.preventDefault).toHaveBeenCalled();
    expect(opened).toEqual([{ files: ['/keys/dev.p12'], links: [] }]);
  });

  it('opens links, and only shows the window for a link that is not ours', () => {
    const event = { preventDefault: vi.fn() };
    app.emit('open-url', event, 'pushdeck://compose?token=ab');
    app.emit('open-url', event, 'pushdeck://format-disk');
    expect(opened).toEqual([
      { files: [], links: [{ kind: 'compose', token: 'ab' }] },
      { files: [], links: [] },
    ]);
  });

  it('shows the window when the Dock icon is clicked', () => {
    app.emit('activate');
    expect(shows).toBe(1);
  });

  it('on macOS the program stays when its window is closed, elsewhere it ends', () => {
    app.emit('window-all-closed');
    expect(app.hasQuit).toBe(false);
    const other = new AppDouble();
    listenToSystem(other.asApp(), {
      platform: 'linux',
      open: async () => undefined,
      showWindow: () => undefined,
    });
    other.emit('window-all-closed');
    expect(other.hasQuit).toBe(true);
  });
});

describe('the end', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('comes after the core has closed, and closes it once', async () => {
    let closes = 0;
    let finish: () => void = () => undefined;
    closeBeforeQuit(app.asApp(), () => {
      closes++;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    app.quit();
    app.quit();
    expect({ closes, hasQuit: app.hasQuit }).toEqual({ closes: 1, hasQuit: false });
    finish();
    await vi.runAllTimersAsync();
    expect({ closes, hasQuit: app.hasQuit }).toEqual({ closes: 1, hasQuit: true });
  });

  it('comes also when closing fails', async () => {
    closeBeforeQuit(app.asApp(), async () => {
      throw new Error('disk full');
    });
    app.quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(app.hasQuit).toBe(true);
  });

  it('comes after a bounded time when closing hangs', async () => {
    closeBeforeQuit(app.asApp(), () => new Promise(() => undefined));
    app.quit();
    await vi.advanceTimersByTimeAsync(SHUTDOWN_LIMIT_MS - 1);
    expect(app.hasQuit).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(app.hasQuit).toBe(true);
  });
});

describe('the wish to end from outside', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s quits in order, and at once the second time', (name) => {
    const host = new EventEmitter();
    let quits = 0;
    app.on('will-quit', (event: { readonly preventDefault: () => void }) => {
      quits++;
      event.preventDefault();
    });
    quitOnSignals(host, app);
    host.emit(name);
    expect({ quits, exitCode: app.exitCode }).toEqual({ quits: 1, exitCode: undefined });
    host.emit(name);
    expect(app.exitCode).toBeGreaterThan(128);
  });

  it('is one wish when a terminal and the command that started it both pass it on', () => {
    const host = new EventEmitter();
    quitOnSignals(host, app);
    host.emit('SIGINT');
    host.emit('SIGTERM');
    expect(app.exitCode).toBeUndefined();
  });

  it('comes with the end of the session, which waits', () => {
    const monitor = new EventEmitter();
    const event = { preventDefault: vi.fn() };
    quitOnShutdown(monitor, app);
    monitor.emit('shutdown', event);
    expect(event.preventDefault).toHaveBeenCalled();
    expect(app.hasQuit).toBe(true);
  });
});

describe('who the program is', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pushdeck-identity-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the browser profile inside the data folder', () => {
    const profile = join(folder, 'data', 'desktop');
    setAppIdentity(app.asApp(), '1.2.3', profile);
    expect(existsSync(profile)).toBe(true);
    expect(app.paths.get('userData')).toBe(profile);
    expect(app).toMatchObject({ name: 'Pushdeck', about: { applicationVersion: '1.2.3' } });
  });

  it('leaves a folder that cannot be made to the core, which can explain it', () => {
    writeFileSync(join(folder, 'file'), '');
    setAppIdentity(app.asApp(), '1.2.3', join(folder, 'file', 'desktop'));
    expect(app.paths.has('userData')).toBe(false);
  });

  it('takes over pushdeck: links only as an installed program', () => {
    setAppIdentity(app.asApp(), '1.2.3', join(folder, 'a'));
    expect(app.protocolClients).toEqual([]);
    app.isPackaged = true;
    setAppIdentity(app.asApp(), '1.2.3', join(folder, 'b'));
    expect(app.protocolClients).toEqual(['pushdeck']);
  });
});
