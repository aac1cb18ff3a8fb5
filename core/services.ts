import type { ErrorMessage } from '#shared/errors';
import type { Apns } from './apns/create-apns.js';
import type { SimulatedTokenLookup } from './apns/simulated-tokens.js';
import type { CredentialService } from './credentials/credential-service.js';
import type { HistoryService } from './history/history-service.js';
import type { HostPort, SimulatorPort } from './ports/ports.js';
import type { ScenarioService } from './scenarios/scenario-service.js';
import type { DraftService } from './settings/draft-service.js';
import type { ProxyAddress, SettingsService } from './settings/settings-service.js';
import type { WorkspaceService } from './workspace/workspace-service.js';

export interface Services extends Apns {
  readonly version: string;
  readonly dataDir: string;
  readonly host: HostPort;
  readonly credentials: CredentialService;
  readonly history: HistoryService;
  readonly settings: SettingsService;
  readonly proxyAddress: ProxyAddress;
  readonly drafts: DraftService;
  readonly workspace: WorkspaceService;
  readonly scenarios: ScenarioService;
  readonly simulator: SimulatorPort;
  /** Looks up the tokens that must not be sent to an environment. */
  readonly simulatedTokens: SimulatedTokenLookup;
  /** Problems found while opening, such as damaged files, for the page to show once. */
  problems(): readonly ErrorMessage[];
  /** Closes everything in order. */
  close(): Promise<void>;
}
