import type { Clock, HostPort, Randomness, SimulatorPort } from './ports.js';
import { createSender } from './apns/sender.js';
import { createCredentialService } from './credentials/credential-service.js';
import { openDataFolder } from './data-folder.js';
import { openDrafts } from './drafts.js';
import { openHistory } from './history/open-history.js';
import type { Services } from './services.js';
import { openSettings } from './settings.js';

/** What a host brings: its folder, its abilities, the embedded simulator, and the world's clock and randomness. */
export interface ServicePorts {
  readonly version: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly host: HostPort;
  readonly simulator: SimulatorPort;
  readonly env: Readonly<Record<string, string | undefined>>;
}
