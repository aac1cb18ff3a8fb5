import type { ErrorMessage } from '../errors.js';
import type { Scenario } from './scenario.js';

/** A scenario file, possibly an invalid one. */
export interface ScenarioFile {
  readonly id: string;
  readonly revision: string;
  readonly text: string;
  /** `null` if the file is invalid: see `problem`. */
  readonly scenario: Scenario | null;
  readonly problem: ErrorMessage | null;
}
