import { describe, expect, it } from 'vitest';
import { newDevice } from '#shared/workspace/device';
import { filterDevices, NO_FILTER } from '../../../../renderer/features/devices/device-filter.js';

const environment = { kind: 'sandbox' } as const;
const ada = newDevice({ name: 'Ada', token: 'aa', environment, groups: ['QA'], tags: ['ios18'] });
const grace = newDevice({ name: 'Grace', token: 'bb', environment, goneAtMs: 1 });

describe('filtering devices', () => {
  it('wants every word, wherever it stands', () => {
    expect(filterDevices([ada, grace], { ...NO_FILTER, words: 'IOS ada' })).toEqual([ada]);
  });

  it('can show one group', () => {
    expect(filterDevices([ada, grace], { ...NO_FILTER, group: 'QA' })).toEqual([ada]);
  });

  it('can show what is gone', () => {
    expect(filterDevices([ada, grace], { ...NO_FILTER, onlyGone: true })).toEqual([grace]);
  });
});
