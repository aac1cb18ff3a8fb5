import { test } from '../support/browser-test.js';
import { takeMainPath } from '../support/main-path.js';

test('a fresh app sends to the simulator and shows the notification', async ({ app }) => {
  await takeMainPath(app);
});
