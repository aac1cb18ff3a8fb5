import type { Client } from '#shared/contract/index';
import { isAborted } from '../../platform/error-message.js';
import { afterEvent, newRun, type ScenarioRun } from './scenario-run-state.js';

export type ScenarioRequest = Parameters<Client['scenarios']['run']>[0];
export type ScenarioRuns = ReadonlyMap<string, ScenarioRun>;

/** The last run of each scenario since the window was opened, held outside of the components that show it. */
export class ScenarioRunStore {
  readonly #client: Client;
  readonly #inFlight = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();
  #runs: ScenarioRuns = new Map();

  constructor(client: Client) {
    this.#client = client;
  }

  /** By scenario ID; a new map after every change. */
  readonly read = (): ScenarioRuns => this.#runs;

  /** Calls `listener` after every change. @returns a function that unsubscribes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Runs a scenario, replacing a run of it that is in progress.
   *
   * @param revision - The revision of the text to run.
   */
  async start(request: ScenarioRequest, revision: string): Promise<void> {
    const { id } = request;
    this.#inFlight.get(id)?.abort();
    const controller = new AbortController();
    this.#inFlight.set(id, controller);
    const { signal } = controller;
    this.#enter(id, newRun(revision));
    try {
      for await (const event of await this.#client.scenarios.run(request, { signal })) {
        if (signal.aborted) return;
        this.#change(id, (run) => afterEvent(run, event));
      }
    } catch (error) {
      if (signal.aborted || isAborted(error)) return;
      this.#change(id, (run) => ({ ...run, state: 'failed', currentStep: null, error }));
    }
  }

  stop(id: string): void {
    this.#inFlight.get(id)?.abort();
    this.#change(id, (run) =>
      run.state === 'running' ? { ...run, state: 'stopped', currentStep: null } : run,
    );
  }

  /** Aborts all runs in progress. */
  close(): void {
    for (const controller of this.#inFlight.values()) controller.abort();
  }

  #change(id: string, next: (run: ScenarioRun) => ScenarioRun): void {
    const run = this.#runs.get(id);
    if (run !== undefined) this.#enter(id, next(run));
  }

  #enter(id: string, run: ScenarioRun): void {
    this.#runs = new Map(this.#runs).set(id, run);
    for (const listener of [...this.#listeners]) listener();
  }
}
