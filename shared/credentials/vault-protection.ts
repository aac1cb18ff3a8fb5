/** What can hold the master key of the credentials. */
export const VAULT_PROTECTIONS = ['system-keyring', 'passphrase', 'key-file'] as const;
export type VaultProtection = (typeof VAULT_PROTECTIONS)[number];
