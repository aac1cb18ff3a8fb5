import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/** The part of `node:os` that is used here. */
export interface HomePorts {
  readonly homedir: () => string;
  readonly userInfo: () => { readonly homedir: string };
}

/**
 * The user's home folder: `HOME` (Windows: `USERPROFILE`), else the one in the system's user database. A service or
 * a container may have neither.
 *
 * @returns an absolute path; `null` if there is none. Never a path relative to the current folder.
 */
export function homeFolder(system: HomePorts = { homedir, userInfo }): string | null {
  for (const find of [system.homedir, () => system.userInfo().homedir]) {
    try {
      const home = find();
      if (isAbsolute(home)) return home;
    } catch {
      // No entry for this user.
    }
  }
  return null;
}
