import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  app,
  type BrowserWindow,
  ipcMain,
  nativeTheme,
  powerMonitor,
  protocol,
  session,
  shell,
} from 'electron';
import { defaultDataDir, openDataFolder } from '#core/files/data-folder';
import { homeFolder } from '#core/files/home-folder';
import { createProblemLog } from '#core/files/problems';
import { systemClock } from '#core/ports/system-ports';
import { reportFault } from '#core/process/fault-report';
import { exitOnUnexpectedErrors } from '#core/process/unexpected-errors';
import { createRouter } from '#core/router';
import { toAppError } from '#shared/errors';
import { secretsOf } from '#shared/redact-secrets';
import { createAppearance } from './appearance.js';
import { notifyOfBatches } from './batch-notifier.js';
import { serveContractToPage } from './contract-link.js';
import { openDesktopServices } from './desktop-services.js';
import { type DesktopStore, openDesktopStore } from './desktop-store.js';
import { askForFiles, explainFailedStart, explainFault, explainRefusedFiles } from './dialogs.js';
import { onlyBrowserLinks } from './external-links.js';
import { setAppIdentity } from './identity.js';
import { ownArguments, readLaunchArguments } from './launch-arguments.js';
import { openMainWindow } from './main-window.js';
import { guardNavigation } from './navigation-guard.js';
import { createOpenHandler } from './open-requests.js';
import { createPageEvents } from './page-events.js';
import { PAGE_SCHEME_PRIVILEGES } from './page-protocol.js';
import { recoverPage } from './page-recovery.js';
import { choosePageSource, openPageSource } from './page-source.js';
import { limitPermissions } from './permissions.js';
import { notifyOfPushes } from './push-notifier.js';
import { closeBeforeQuit, quitOnShutdown, quitOnSignals, SHUTDOWN_LIMIT_MS } from './shutdown.js';
import { claimSingleInstance } from './single-instance.js';
import { listenToSystem } from './system-events.js';
import { createWindowKeeper } from './window-keeper.js';

declare const PUSHDECK_VERSION: string;

// The build output of main, preload and renderer is in sibling folders.
const built = resolve(import.meta.dirname, '..');
const start = { argv: ownArguments(process), workingDirectory: process.cwd() };
const launch = readLaunchArguments(start.argv, start.workingDirectory);
const dataDir = launch.dataDir ?? defaultDataDir(process.env, process.platform, homeFolder());
const profileFolder = join(dataDir, 'desktop');

const keeper = createWindowKeeper();
const page = () => keeper.contents();
const pageEvents = createPageEvents(ipcMain, page);
const openInBrowser = onlyBrowserLinks((url) => shell.openExternal(url));

const appearance = createAppearance(process.platform, {
  openFiles: () => void chooseFiles(),
  command: (command) => {
    keeper.show();
    pageEvents.send({ kind: 'command', command });
  },
  openInBrowser: (url) => void openInBrowser(url),
  showDataFolder: () => void shell.openPath(dataDir),
});

const openRequested = createOpenHandler({
  ready: app.whenReady(),
  send: (event) => pageEvents.send(event),
  showWindow: () => keeper.show(),
  refuse: (reasons) => explainRefusedFiles(appearance.language(), keeper.window(), reasons),
});

async function chooseFiles(): Promise<void> {
  const files = await askForFiles(appearance.language(), keeper.window());
  if (files.length > 0) await openRequested({ files, links: [] });
}

function openWindow(store: DesktopStore): BrowserWindow {
  const window = openMainWindow({
    preloadPath: join(built, 'preload', 'index.cjs'),
    iconPath: join(built, '..', 'resources', 'icons', 'icon.png'),
    isDark: nativeTheme.shouldUseDarkColors,
    state: store.window,
    onPageStart: () => pageEvents.pageStarts(),
  });
  recoverPage(
    window,
    () => appearance.language(),
    () => app.quit(),
  );
  return window;
}

/** Closes the core, once it is open. */
let closeCore = async (): Promise<void> => undefined;

async function run(): Promise<void> {
  limitPermissions(session.defaultSession);
  openPageSource(protocol, choosePageSource(app, process.env, join(built, 'renderer')));
  const problems = createProblemLog();
  const store = await openDesktopStore({
    dataDir: openDataFolder(dataDir, problems.add),
    ipcMain,
    onProblem: problems.add,
  });
  const services = openDesktopServices({
    version: PUSHDECK_VERSION,
    dataDir,
    problems,
    onSettingsChange: (settings) => appearance.apply(settings),
  });
  appearance.apply(services.settings.get());
  const closeLink = serveContractToPage(ipcMain, createRouter(services), page);
  const ending = new AbortController();
  quitOnShutdown(powerMonitor, app);
  closeCore = closeBeforeQuit(app, async () => {
    ending.abort();
    closeLink();
    await services.close();
  });
  keeper.start(() => {
    const window = openWindow(store);
    // Windows ends the session without `will-quit`, and without waiting long.
    window.on('session-end', () => void closeCore());
    return window;
  });
  // Optional: a simulator that cannot start reports that where it is used.
  void notifyOfBatches({
    ends: services.batches.watchEnds(ending.signal),
    isWindowInFront: () => keeper.window()?.isFocused() === true,
    showBatch: (id) => {
      keeper.show();
      pageEvents.send({ kind: 'link', link: { kind: 'batch', id } });
    },
    language: () => appearance.language(),
    setting: () => services.settings.get().batchNotification,
  }).catch(() => undefined);
  void notifyOfPushes({
    states: services.simulator.watch(ending.signal),
    isWindowInFront: () => keeper.window()?.isFocused() === true,
    showWindow: () => keeper.show(),
    now: () => systemClock.now(),
  }).catch(() => undefined);
  await openRequested(launch);
}

quitOnSignals(process, app);
// By default Electron would show a stack trace and keep running.
exitOnUnexpectedErrors(process, {
  clock: systemClock,
  report: (error) =>
    explainFault(
      appearance.language(),
      reportFault(error, {
        version: PUSHDECK_VERSION,
        what: 'the desktop app',
        system: `${process.platform} ${process.arch}, Electron ${process.versions.electron}`,
        atMs: systemClock.now(),
        folders: [dataDir, tmpdir()],
        secrets: secretsOf(process.env, start.argv),
      }),
    ),
  close: async () => {
    await closeCore();
    app.exit(1);
  },
  exit: () => app.exit(1),
  limitMs: SHUTDOWN_LIMIT_MS,
});
protocol.registerSchemesAsPrivileged([PAGE_SCHEME_PRIVILEGES]);
app.enableSandbox();
setAppIdentity(app, PUSHDECK_VERSION, profileFolder);
app.on('web-contents-created', (_event, contents) => guardNavigation(contents, openInBrowser));
listenToSystem(app, {
  platform: process.platform,
  open: openRequested,
  showWindow: () => keeper.show(),
});

const isOnlyInstance = claimSingleInstance(app, start, (next) => {
  void openRequested(readLaunchArguments(next.argv, next.workingDirectory));
});
if (isOnlyInstance) {
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      explainFailedStart(appearance.language(), toAppError(error));
      app.exit(1);
    });
} else {
  app.quit();
}
