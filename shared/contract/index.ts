import type { ContractRouterClient } from '@orpc/contract';
import { app } from './app.js';
import { batches } from './batches.js';
import { channels } from './channels.js';
import { credentials } from './credentials.js';
import { history } from './history.js';
import { push } from './push.js';
import { scenarios } from './scenarios.js';
import { simulator } from './simulator.js';
import { workspace } from './workspace.js';

/** Everything the window may ask of the core, whichever host carries it. */
export const contract = {
  app,
  batches,
  channels,
  credentials,
  history,
  push,
  scenarios,
  simulator,
  workspace,
};

/** The contract as a client sees it: the same over a MessagePort and over a WebSocket. */
export type Client = ContractRouterClient<typeof contract>;
