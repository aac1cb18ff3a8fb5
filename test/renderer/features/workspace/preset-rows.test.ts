import { describe, expect, it } from 'vitest';
import type { PresetSummary } from '#shared/workspace/workspace';
import {
  dropPlace,
  foundRows,
  rowsOf,
  stepPlace,
} from '../../../../renderer/features/workspace/preset-rows.js';

const preset = (id: string): PresetSummary => ({
  id,
  name: id,
  folder: id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '',
  revision: '1',
  description: '',
  topic: null,
  pushType: null,
  environment: null,
  problem: null,
});
const workspace = {
  folders: ['Orders', 'Orders/Old', 'Empty'],
  presets: [preset('Top'), preset('Second'), preset('Orders/Shipped'), preset('Orders/Old/Lost')],
};
const rows = rowsOf(workspace, new Set());
const row = (id: string) => {
  const found = rows.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
};

describe('the list of presets', () => {
  it('shows folders before presets, each with what is in it', () => {
    expect(rows.map(({ id, depth }) => `${'  '.repeat(depth)}${id}`)).toEqual([
      'Orders',
      '  Orders/Old',
      '    Orders/Old/Lost',
      '  Orders/Shipped',
      'Empty',
      'Top',
      'Second',
    ]);
    expect(row('Empty')).toMatchObject({ isEmpty: true });
    expect(row('Orders')).toMatchObject({ isEmpty: false });
  });

  it('hides what is in a closed folder', () => {
    expect(rowsOf(workspace, new Set(['Orders'])).map(({ id }) => id)).toEqual([
      'Orders',
      'Empty',
      'Top',
      'Second',
    ]);
  });

  it('shows what a search found in its order', () => {
    expect(foundRows(workspace.presets, ['Second', 'gone', 'Top']).map(({ id }) => id)).toEqual([
      'Second',
      'Top',
    ]);
  });
});

describe('sorting presets', () => {
  it('drops into a folder or in front of a row', () => {
    expect(dropPlace(rows, 'Top', row('Orders'), 'into')).toEqual({ folder: 'Orders', before: null });
    expect(dropPlace(rows, 'Top', row('Orders/Shipped'), 'before')).toEqual({
      folder: 'Orders',
      before: 'Orders/Shipped',
    });
  });

  it('never drops a folder into itself', () => {
    expect(dropPlace(rows, 'Orders', row('Orders/Old'), 'into')).toBeNull();
  });

  it('moves by one step without a pointer', () => {
    expect(stepPlace(rows, 'Second', 'up')).toEqual({ folder: '', before: 'Top' });
    expect(stepPlace(rows, 'Top', 'down')).toEqual({ folder: '', before: null });
    expect(stepPlace(rows, 'Top', 'up')).toBeUndefined();
    expect(stepPlace(rows, 'Second', 'down')).toBeUndefined();
  });
});
