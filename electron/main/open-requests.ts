import type { DesktopEvent } from '#shared/contract/desktop-bridge';
import type { LocalizedText } from '#shared/text/localized-text';
import type { LaunchRequest } from './launch-arguments.js';
import { readOpenedFiles } from './opened-files.js';

/** What opening files and links needs from the rest of the app. */
export interface OpenPorts {
  /** Resolves once dialogs can be shown. */
  readonly ready: Promise<void>;
  readonly send: (event: DesktopEvent) => void;
  readonly showWindow: () => void;
  /** Shows what could not be opened. */
  readonly refuse: (reasons: readonly LocalizedText[]) => void;
}

/** Opens files and links from outside the app, at any time, even before it is ready. */
export type OpenHandler = (request: Pick<LaunchRequest, 'files' | 'links'>) => Promise<void>;

/** @returns a function that reads the files, passes files and links to the page, and reports what could not be read. */
export function createOpenHandler(ports: OpenPorts): OpenHandler {
  return async ({ files: paths, links }) => {
    await ports.ready;
    const { files, refused } = await readOpenedFiles(paths);
    ports.showWindow();
    if (files.length > 0) ports.send({ kind: 'files', files });
    for (const link of links) ports.send({ kind: 'link', link });
    if (refused.length > 0) ports.refuse(refused);
  };
}
