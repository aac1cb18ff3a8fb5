import {
  hidesProxyPassword,
  proxyPasswordOf,
  withoutProxyPassword,
  withProxyPassword,
} from '#shared/settings';
import type { CredentialService } from '../credentials/credential-service.js';
import type { ProxyAddress } from './settings-service.js';

/** The name of the password in the vault. */
const NAME = 'proxy';

/** Splits the proxy URL: the password goes into the vault, the rest into the settings. */
export function createProxyAddress(
  vault: Pick<CredentialService, 'password' | 'storePassword'>,
): ProxyAddress {
  return {
    async store(typed, stored) {
      if (typed !== null && hidesProxyPassword(typed)) {
        if (typed === withoutProxyPassword(stored)) return stored;
        await vault.storePassword(NAME, null);
        return withProxyPassword(typed, null);
      }
      await vault.storePassword(NAME, proxyPasswordOf(typed));
      return withoutProxyPassword(typed);
    },
    async withPassword(stored) {
      if (stored === null || !hidesProxyPassword(stored)) return stored;
      return withProxyPassword(stored, await vault.password(NAME));
    },
  };
}
