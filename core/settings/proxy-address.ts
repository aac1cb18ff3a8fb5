import {
  hidesProxyPassword,
  proxyPasswordOf,
  withoutProxyPassword,
  withProxyPassword,
} from '#shared/settings';
import type { CredentialService } from '../credentials/credential-service.js';
import type { ProxyAddress } from './settings-service.js';

/** The vault's name for the password. There is one proxy, so there is one. */
const NAME = 'proxy';

/** Splits the proxy's address: what may be read goes into the settings, its password into the vault. */
export function createProxyAddress(
  vault: Pick<CredentialService, 'password' | 'keepPassword'>,
): ProxyAddress {
  return {
    async keep(typed, stored) {
      if (typed !== null && hidesProxyPassword(typed)) {
        if (typed === withoutProxyPassword(stored)) return stored;
        await vault.keepPassword(NAME, null);
        return withProxyPassword(typed, null);
      }
      await vault.keepPassword(NAME, proxyPasswordOf(typed));
      return withoutProxyPassword(typed);
    },
    async complete(stored) {
      if (stored === null || !hidesProxyPassword(stored)) return stored;
      return withProxyPassword(stored, await vault.password(NAME));
    },
  };
}
