import { describe, expect, it } from 'vitest';
import { firstDocument } from '../../../renderer/state/compose-document.js';
import { afterMove, isModified } from '../../../renderer/state/opened-preset.js';

const baseline = firstDocument({
  token: 'aa',
  device: 'iPhone',
  topic: 'com.example.app',
  credentialId: 'key',
});
const opened = { id: 'Orders/Shipped', name: 'Shipped', revision: '1', baseline, asWritten: null };

describe('the opened preset', () => {
  it('follows its file when that is moved', () => {
    expect(afterMove(opened, 'Orders/Shipped', 'Shipped').id).toBe('Shipped');
  });

  it('follows the folder around it', () => {
    expect(afterMove(opened, 'Orders', 'Old/Orders').id).toBe('Old/Orders/Shipped');
  });

  it('stays when something else is moved', () => {
    expect(afterMove(opened, 'Order', 'Elsewhere')).toBe(opened);
  });

  it('counts as edited once anything differs', () => {
    expect(isModified({ ...baseline }, opened)).toBe(false);
    expect(isModified({ ...baseline, payload: '{}' }, opened)).toBe(true);
    expect(isModified({ ...baseline, priority: 5 }, opened)).toBe(true);
  });
});
