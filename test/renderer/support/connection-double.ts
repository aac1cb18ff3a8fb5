import { createORPCClient } from '@orpc/client';
import type { Client } from '#shared/contract/index';
import { DEFAULT_SETTINGS } from '#shared/settings';
import type { Connection, ConnectionState } from '../../../renderer/platform/connection.js';

/** What the core answers, by procedure: `'push.send': (input) => delivery`. */
export type ClientAnswers = Readonly<
  Record<string, (input: unknown, signal: AbortSignal | undefined) => unknown>
>;

export const SAMPLE_TOKEN = '00a1b2c3'.repeat(8);

const USUAL: ClientAnswers = {
  'app.info': () => ({
    version: '0.0.0-test',
    host: 'browser',
    dataDir: '/data',
    abilities: { revealFile: false, openExternal: false },
    samples: {
      token: SAMPLE_TOKEN,
      device: 'iPhone',
      topic: 'com.example.sample',
      credentialId: 'sample-key',
    },
  }),
  'app.settings': () => ({ ...DEFAULT_SETTINGS, language: 'en' }),
  'app.updateSettings': (change) => ({ ...DEFAULT_SETTINGS, ...(change as object) }),
  'app.loadDraft': () => null,
  'app.saveDraft': () => undefined,
  'app.holdDraft': async function* () {
    yield 'held';
  },
  'credentials.list': () => ({ credentials: [], protection: 'key-file' }),
};

export interface ConnectionDouble extends Connection {
  /** Every call the window made, oldest first. */
  readonly calls: readonly { readonly procedure: string; readonly input: unknown }[];
  readonly enter: (state: ConnectionState) => void;
}

/** A line to a core that answers what the test says, and can be cut. */
export function connectionDouble(answers: ClientAnswers = {}): ConnectionDouble {
  const calls: { procedure: string; input: unknown }[] = [];
  const listeners = new Set<() => void>();
  let state: ConnectionState = { kind: 'open', epoch: 1 };
  const client = createORPCClient<Client>({
    call: async (path, input, { signal }) => {
      const procedure = path.join('.');
      calls.push({ procedure, input });
      const answer = answers[procedure] ?? USUAL[procedure];
      if (answer === undefined) throw new Error(`the test gives no answer for ${procedure}`);
      return answer(input, signal);
    },
  });
  return {
    client,
    sealKey: () => null,
    calls,
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry: () => undefined,
    enter: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
  };
}
