import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { dataDirOf } from '../input/data-dir.js';
import { showDesktopWindow, systemDesktopPorts } from '../open/desktop-window.js';
import { runBrowserHost } from '../serve/run-browser-host.js';
import { addExamples } from '../terminal/help.js';
import { type CommonOptions, EXIT, service, type Terminal, writeNote } from '../terminal/terminal.js';

/** `pushdeck open`, which is also `pushdeck`: the desktop window, or the same app in the browser. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck open');
  command
    .argument('[files...]', 'certificates and keys to open')
    .option('--browser', 'use the browser even where the desktop window could be shown')
    .action(
      service(
        terminal,
        async (files: readonly string[], options: CommonOptions & { readonly browser?: boolean }) => {
          const note = (line: string): void => writeNote(terminal, line);
          let because = 'you asked for it';
          if (options.browser !== true) {
            const paths = files.map((file) => resolve(terminal.cwd, file));
            const ports = systemDesktopPorts(terminal.env, note, terminal.signal);
            const result = await showDesktopWindow(ports, appDir(), dataDirOf(options, terminal), paths);
            if (result.kind === 'closed') return EXIT.done;
            because = result.because;
          }
          note(`Opening the app in the browser: ${because}.`);
          return runBrowserHost({ ...options, open: true }, terminal);
        },
      ),
    );
}

/** The folder with `package.json`, two above the bundle `out/cli`. */
function appDir(): string {
  return fileURLToPath(new URL('../..', import.meta.url));
}
