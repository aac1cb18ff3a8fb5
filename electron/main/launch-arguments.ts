import { resolve } from 'node:path';
import { DEEP_LINK_SCHEME, type DeepLink, parseDeepLink } from '#shared/contract/deep-link';

/** What a start of the program was asked to open. */
export interface LaunchRequest {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly links: readonly DeepLink[];
  /** Absolute path of `--data-dir`. */
  readonly dataDir: string | null;
}

/**
 * Reads a command line. Options that are not ours are passed over: Chromium and the desktop add their own.
 *
 * @param argv - Without the program itself and, unpackaged, without the application's folder.
 * @param workingDirectory - Where relative paths start.
 */
export function readLaunchArguments(argv: readonly string[], workingDirectory: string): LaunchRequest {
  const files: string[] = [];
  const links: DeepLink[] = [];
  let dataDir: string | null = null;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--data-dir') dataDir = resolve(workingDirectory, argv[++index] ?? '');
    else if (word.startsWith('--data-dir='))
      dataDir = resolve(workingDirectory, word.slice('--data-dir='.length));
    else if (word.startsWith(`${DEEP_LINK_SCHEME}:`)) {
      const link = parseDeepLink(word);
      if (link !== null) links.push(link);
    } else if (word !== '' && !word.startsWith('-')) files.push(resolve(workingDirectory, word));
  }
  return { files, links, dataDir };
}

/** The arguments meant for us: Electron itself is a program that is given our folder. */
export function ownArguments(process: {
  readonly argv: readonly string[];
  readonly defaultApp?: boolean;
}): string[] {
  return process.argv.slice(process.defaultApp === true ? 2 : 1);
}
