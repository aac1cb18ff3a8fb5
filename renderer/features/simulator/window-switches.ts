import type { SimulatorSwitches } from '#shared/simulator/switches';

/** The behaviours that are turned in the window; the control API knows more of them. */
export const WINDOW_SWITCHES = ['wedgeAfterExpiredToken', 'throttleAfterErrors'] as const;
export type WindowSwitch = (typeof WINDOW_SWITCHES)[number];

/** Those of them that are on. */
export function switchesOn(switches: SimulatorSwitches): readonly WindowSwitch[] {
  return WINDOW_SWITCHES.filter((name) => switches[name]);
}
