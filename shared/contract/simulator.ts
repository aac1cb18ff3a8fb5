import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import type { SimulatorState } from '../simulator/model.js';
import { faultRules, simulatedDevice, simulatorSwitches } from '../simulator/schemas.js';
import { nothing, procedure } from './errors.js';

export const simulator = {
  /** The whole state at once and after every change; closing the view ends it. */
  watch: procedure.output(eventIterator(type<SimulatorState>())),
  saveDevice: procedure.input(z.object({ device: simulatedDevice })).output(nothing),
  removeDevice: procedure.input(z.object({ token: z.string().max(400) })).output(nothing),
  setRules: procedure.input(z.object({ rules: faultRules })).output(nothing),
  /** Takes effect with the next request, on open connections too. */
  setSwitches: procedure.input(z.object({ switches: simulatorSwitches })).output(nothing),
  reset: procedure.input(z.object({ scope: z.enum(['inbox', 'everything']) })).output(nothing),
};
