import { findElectron } from '../../cli/open/electron-binary.js';

/** The Electron that the real-window tests run in; `null` where there is none, and then they are skipped. */
export const electronPath: string | null = findElectron(process.env);

export const WHY_SKIPPED =
  'no Electron binary on this machine: run `npx install-electron`, or name one with ELECTRON_EXEC_PATH';
