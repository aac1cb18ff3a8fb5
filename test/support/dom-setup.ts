import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// Vitest runs without globals here, so testing-library cannot register this by itself.
afterEach(() => {
  cleanup();
  localStorage.clear();
  window.location.hash = '';
});

// What happy-dom lacks and Mantine asks for when a growing text field mounts.
if (!('fonts' in document)) {
  Object.defineProperty(document, 'fonts', {
    value: Object.assign(new EventTarget(), { ready: Promise.resolve() }),
  });
}
