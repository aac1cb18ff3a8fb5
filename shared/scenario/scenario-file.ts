import type { ErrorMessage } from '../errors.js';
import type { Scenario } from './scenario.js';

/** A scenario as it is written, also where it cannot be used. */
export interface ScenarioFile {
  readonly id: string;
  readonly revision: string;
  readonly text: string;
  /** `null` when the file cannot be used: see `problem`. */
  readonly scenario: Scenario | null;
  readonly problem: ErrorMessage | null;
}
