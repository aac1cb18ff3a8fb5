import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import type { ScenarioFile } from '../scenario/scenario-file.js';
import type { ScenarioEvent, ScenarioOutline } from '../scenario/scenario-run.js';
import type { SaveResult } from '../workspace/workspace.js';
import { nothing, procedure } from './errors.js';
import { SCENARIO_TEXT_LIMIT } from './message-limits.js';
import { pushInput } from './push.js';

/** The name of a file below `scenarios/`; the core refuses what leads outside. */
const id = z.object({ id: z.string().max(1000) });
const request = id.extend({
  /** In the place of what the file says. */
  environment: pushInput.shape.environment.optional(),
  credentialId: pushInput.shape.credentialId.optional(),
});

/** Scenarios of the workspace, whose list is part of `workspace.watch`. */
export const scenarios = {
  /** The text as it is written, also where it cannot be used. */
  read: procedure.input(id).output(type<ScenarioFile>()),
  /** A new one: `id` null. A changed name renames the file. */
  save: procedure
    .input(
      z.object({
        id: z.string().max(1000).nullable(),
        revision: z.string().max(100).nullable(),
        text: z.string().max(SCENARIO_TEXT_LIMIT),
      }),
    )
    .output(type<SaveResult<ScenarioFile>>()),
  remove: procedure.input(id).output(nothing),
  /** Takes back the last removal of a scenario. */
  restore: procedure.output(type<ScenarioFile>()),
  /** How it would be run now, with everything that the file leaves open; an error where it cannot be. */
  outline: procedure.input(request).output(type<ScenarioOutline>()),
  /** Runs it; closing the view ends the run. */
  run: procedure.input(request).output(eventIterator(type<ScenarioEvent>())),
  /** Appends a delivery of the log as a step, to one that is there or to a new one. */
  addDelivery: procedure
    .input(
      z.object({
        deliveryId: z.string().max(200),
        scenario: z.union([id, z.object({ name: z.string().trim().min(1).max(200) })]),
      }),
    )
    .output(type<ScenarioFile>()),
};
