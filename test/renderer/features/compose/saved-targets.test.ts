import { describe, expect, it } from 'vitest';
import { newDevice } from '#shared/workspace/device';
import { suggestTargets, withSuggestion } from '../../../../renderer/features/compose/saved-targets.js';

const device = (name: string, token: string, groups: string[] = [], goneAtMs: number | null = null) =>
  newDevice({ name, token, environment: { kind: 'sandbox' }, groups, goneAtMs });

const devices = [
  device('Ada’s iPhone', 'aa', ['QA']),
  device('Grace’s iPad', 'bb', ['QA']),
  device('Old phone', 'cc', ['QA'], 1),
];

describe('saved devices offered as targets', () => {
  it('begin with the groups and leave out gone devices', () => {
    const offers = suggestTargets(devices, '', []);
    expect(offers.map(({ name }) => name)).toEqual(['QA', 'Ada’s iPhone', 'Grace’s iPad']);
    expect(offers[0]).toMatchObject({ devices: [{ token: 'aa' }, { token: 'bb' }] });
  });

  it('are those that fit what is typed', () => {
    expect(suggestTargets(devices, 'ipad', []).map(({ name }) => name)).toEqual(['Grace’s iPad']);
  });

  it('are not offered twice', () => {
    const present = [
      { token: 'aa', name: null },
      { token: 'bb', name: null },
    ];
    expect(suggestTargets(devices, '', present)).toEqual([]);
  });

  it('bring their names and skip tokens that are there', () => {
    const [group] = suggestTargets(devices, '', [{ token: 'aa', name: null }]);
    if (group === undefined) throw new Error('expected the group');
    expect(withSuggestion([{ token: 'aa', name: null }], group)).toEqual([
      { token: 'aa', name: null },
      { token: 'bb', name: 'Grace’s iPad' },
    ]);
  });
});
