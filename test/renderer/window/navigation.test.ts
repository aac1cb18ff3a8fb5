import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace } from '../../../renderer/window/navigation.js';

describe('places in the address', () => {
  it('are read back as they were written', () => {
    const place = { screen: 'credentials', params: { id: 'a b&c' } } as const;
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it.each(['', '#', '#/', '#/nowhere', '#token=x'])('%o is Compose', (hash) => {
    expect(parsePlace(hash).screen).toBe('compose');
  });
});
