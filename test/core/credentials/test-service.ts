import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCredentialService, type CredentialPorts } from '#core/credentials/create-credential-service';
import type { CredentialService } from '#core/credentials/credential-service';
import type { Clock, StopTimer } from '#core/ports/ports';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { FIXTURE_NOW_MS } from './fixtures.js';

/** A clock that stands still until a test moves it. */
export class TestClock {
  nowMs = FIXTURE_NOW_MS;
  now(): number {
    return this.nowMs;
  }
  elapsed(): number {
    return systemClock.elapsed();
  }
  after(...timer: Parameters<Clock['after']>): StopTimer {
    return systemClock.after(...timer);
  }
  every(...timer: Parameters<Clock['every']>): StopTimer {
    return systemClock.every(...timer);
  }
}

export interface TestFolder {
  readonly dataDir: string;
  readonly clock: TestClock;
  /** Another service on the same folder, as another process has. */
  open(ports?: Partial<CredentialPorts>): CredentialService;
  [Symbol.dispose](): void;
}

/** A data folder that is gone after the test. */
export function testFolder(): TestFolder {
  const root = mkdtempSync(join(tmpdir(), 'pushdeck-credentials-'));
  const dataDir = join(root, 'data');
  const clock = new TestClock();
  return {
    dataDir,
    clock,
    open: (ports = {}) => createCredentialService({ dataDir, clock, random: systemRandomness, ...ports }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
