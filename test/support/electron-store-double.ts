import Conf, { type Options } from 'conf';

type StoreOptions = Options<Record<string, unknown>> & { readonly name?: string };

/**
 * `electron-store` without Electron: what is left of it is `conf`, whose subclass it is, with the file name
 * under another option.
 */
export class ElectronStoreDouble extends Conf {
  constructor({ name = 'config', ...options }: StoreOptions = {}) {
    super({ ...options, configName: name });
  }
}
