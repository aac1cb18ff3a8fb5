import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The programs that other people open our files with. */
export type Tool = 'openssl' | 'keytool' | 'certutil' | 'pk12util' | 'certtool';

/** Whether a program is installed here. CI installs all of them; elsewhere its tests are skipped. */
export function has(tool: Tool): boolean {
  return spawnSync(process.platform === 'win32' ? 'where' : 'which', [tool]).status === 0;
}

/** A folder to work in with foreign tools. */
export interface Bench {
  readonly folder: string;
  write(name: string, content: Uint8Array | string): string;
  read(name: string): Buffer;
  /** @returns stdout and stderr together. @throws when the tool fails, with what it said. */
  run(tool: Tool, ...args: readonly string[]): string;
  [Symbol.dispose](): void;
}

export function bench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-tools-'));
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    read: (name) => readFileSync(join(folder, name)),
    run(tool, ...args) {
      const { status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${tool} ${args.join(' ')}\n${stdout}\n${stderr}`);
      return stdout + stderr;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** True for OpenSSL 3 with its provider for old ciphers. */
export function hasLegacyProvider(): boolean {
  try {
    execFileSync('openssl', ['list', '-provider', 'legacy', '-providers'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
