import { changedSwitches, DEFAULT_SWITCHES, type SimulatorSwitches } from '#shared/simulator/switches';

export type SwitchName = keyof SimulatorSwitches;

/** How a behaviour is controlled in the window. */
export type Behaviour =
  | { readonly kind: 'toggle'; readonly name: 'wedgeAfterExpiredToken' | 'throttleAfterErrors' }
  | {
      readonly kind: 'choice';
      readonly name: 'providerTokenUpdates' | 'backgroundPriority10' | 'environmentKeyReason';
      readonly values: readonly string[];
    }
  | Amount
  /** Off, or an amount. */
  | (Omit<Amount, 'kind' | 'name'> & {
      readonly kind: 'optional-amount';
      readonly name: 'errorBudget' | 'connectionIdleMs';
      /** The value when it is switched on. */
      readonly whenOn: number;
    })
  | { readonly kind: 'rate'; readonly name: 'deviceRate'; readonly whenOn: SimulatorSwitches['deviceRate'] }
  | { readonly kind: 'apps'; readonly name: 'broadcastDisabled' };

interface Amount {
  readonly kind: 'amount';
  readonly name: 'streamsBeforeFirstToken' | 'requestIdleMs' | 'channelLimit';
  /** Milliseconds are shown as seconds. */
  readonly unit: 'streams' | 'seconds' | 'channels' | 'errors';
  /** In the switch's own unit, as are `max` and `whenOn`. */
  readonly min: number;
  readonly max: number;
}

export interface BehaviourGroup {
  readonly id: 'connections' | 'credentials' | 'pushes' | 'broadcasts';
  readonly behaviours: readonly Behaviour[];
}

/** Every switch of the simulator, in the order in which a request reaches them. */
export const BEHAVIOUR_GROUPS: readonly BehaviourGroup[] = [
  {
    id: 'connections',
    behaviours: [
      { kind: 'toggle', name: 'throttleAfterErrors' },
      { kind: 'toggle', name: 'wedgeAfterExpiredToken' },
      { kind: 'optional-amount', name: 'errorBudget', unit: 'errors', min: 1, max: 100_000, whenOn: 10 },
      {
        kind: 'optional-amount',
        name: 'connectionIdleMs',
        unit: 'seconds',
        min: 1000,
        max: 86_400_000,
        whenOn: 60_000,
      },
      { kind: 'amount', name: 'requestIdleMs', unit: 'seconds', min: 1, max: 3_600_000 },
      { kind: 'amount', name: 'streamsBeforeFirstToken', unit: 'streams', min: 1, max: 1000 },
    ],
  },
  {
    id: 'credentials',
    behaviours: [
      { kind: 'choice', name: 'providerTokenUpdates', values: ['connection', 'key', 'off'] },
      {
        kind: 'choice',
        name: 'environmentKeyReason',
        values: ['BadEnvironmentKeyInToken', 'BadEnvironmentKeyIdInToken'],
      },
    ],
  },
  {
    id: 'pushes',
    behaviours: [
      { kind: 'rate', name: 'deviceRate', whenOn: { pushes: 5, perMs: 1000 } },
      { kind: 'choice', name: 'backgroundPriority10', values: ['accept', 'reject'] },
    ],
  },
  {
    id: 'broadcasts',
    behaviours: [
      { kind: 'apps', name: 'broadcastDisabled' },
      { kind: 'amount', name: 'channelLimit', unit: 'channels', min: 0, max: 10_000 },
    ],
  },
];

/** The behaviours that differ from their defaults. */
export function changedBehaviours(switches: SimulatorSwitches): readonly SwitchName[] {
  const changed = changedSwitches(DEFAULT_SWITCHES, switches);
  return BEHAVIOUR_GROUPS.flatMap(({ behaviours }) => behaviours.map(({ name }) => name)).filter(
    (name) => name in changed,
  );
}
