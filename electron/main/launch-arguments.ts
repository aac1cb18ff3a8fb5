import { resolve } from 'node:path';
import { DEEP_LINK_SCHEME, type DeepLink, parseDeepLink } from '#shared/contract/deep-link';

/** What the app was started with. */
export interface LaunchRequest {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly links: readonly DeepLink[];
  /** Absolute path of `--data-dir`. */
  readonly dataDir: string | null;
}

/**
 * Parses a command line. Unknown options are ignored, since Chromium and the desktop add their own.
 *
 * @param argv - Without the executable and, if unpackaged, without the app folder.
 * @param workingDirectory - The base of relative paths.
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

/** The arguments of the app. Unpackaged, the first one is the app folder. */
export function ownArguments(process: {
  readonly argv: readonly string[];
  readonly defaultApp?: boolean;
}): string[] {
  return process.argv.slice(process.defaultApp === true ? 2 : 1);
}
