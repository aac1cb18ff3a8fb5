import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/** The part of `node:os` that knows where a user is at home. */
export interface HomePorts {
  readonly homedir: () => string;
  readonly userInfo: () => { readonly homedir: string };
}

/**
 * The user's home folder: `HOME` (Windows: `USERPROFILE`), else what the system's list of users says. A service or a
 * container may have neither.
 *
 * @returns an absolute path; `null` where there is none, never a path that depends on the current folder.
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
