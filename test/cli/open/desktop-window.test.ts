import { describe, expect, it } from 'vitest';
import { type DesktopPorts, showDesktopWindow } from '../../../cli/open/desktop-window.js';

function ports(overrides: Partial<DesktopPorts> = {}) {
  const seen = {
    runs: [] as (readonly string[])[],
    notes: [] as string[],
    installs: 0,
    env: {} as Record<string, unknown>,
  };
  const all: DesktopPorts = {
    env: { DISPLAY: ':0' },
    platform: 'linux',
    find: () => '/electron',
    install: async () => {
      seen.installs += 1;
      return { kind: 'failed', because: { en: 'github.com cannot be reached', zh: '无法连接 github.com' } };
    },
    run: async (program, programArguments, env) => {
      seen.runs.push([program, ...programArguments]);
      seen.env = { ...env };
      return { status: 0, elapsedMs: 60_000 };
    },
    note: (line) => seen.notes.push(line),
    signal: new AbortController().signal,
    ...overrides,
  };
  return { all, seen };
}

const show = (all: DesktopPorts) => showDesktopWindow(all, '/app', '/data', ['/tmp/dev.p12']);

describe('showDesktopWindow', () => {
  it('runs the installed Electron on the built app, with the files and the data folder', async () => {
    const { all, seen } = ports();
    expect(await show(all)).toEqual({ kind: 'closed' });
    expect(seen.runs).toEqual([['/electron', '/app', '/tmp/dev.p12']]);
    expect(seen.env).toMatchObject({ PUSHDECK_DATA_DIR: '/data', DISPLAY: ':0' });
    expect(seen.installs).toBe(0);
  });

  it('downloads a missing Electron, then runs it', async () => {
    const { all, seen } = ports({
      find: () => null,
      install: async () => ({ kind: 'installed', path: '/new' }),
    });
    expect(await show(all)).toEqual({ kind: 'closed' });
    expect(seen.runs[0]?.[0]).toBe('/new');
  });

  it('says why when it cannot be downloaded', async () => {
    const { all, seen } = ports({ find: () => null });
    expect(await show(all)).toEqual({ kind: 'unavailable', because: 'github.com cannot be reached' });
    expect(seen.runs).toEqual([]);
  });

  it('does not even download where there is no display', async () => {
    const { all, seen } = ports({ env: {}, find: () => null });
    expect(await show(all)).toEqual({ kind: 'unavailable', because: 'there is no display' });
    expect(seen.installs).toBe(0);
  });

  it('needs no DISPLAY on a Mac', async () => {
    expect(await show(ports({ env: {}, platform: 'darwin' }).all)).toEqual({ kind: 'closed' });
  });

  it('takes an Electron that ends at once with an error for one that cannot run here', async () => {
    const { all } = ports({ run: async () => ({ status: 127, elapsedMs: 40 }) });
    expect(await show(all)).toEqual({
      kind: 'unavailable',
      because: 'Electron ended at once with status 127',
    });
  });

  it('does not open a browser after the user has stopped it', async () => {
    const stopped = new AbortController();
    stopped.abort();
    const { all } = ports({ signal: stopped.signal, run: async () => ({ status: 1, elapsedMs: 40 }) });
    expect(await show(all)).toEqual({ kind: 'closed' });
  });
});
