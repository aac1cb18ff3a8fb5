/** What can hold the master key of the credentials. */
export const VAULT_PROTECTIONS = ['system-keyring', 'passphrase', 'key-file'] as const;
export type VaultProtection = (typeof VAULT_PROTECTIONS)[number];

export interface VaultState {
  readonly protection: VaultProtection;
  /** Only a passphrase locks; the list stays readable, secrets do not. */
  readonly locked: boolean;
  /** Entries that cannot be read any longer. They are kept and disturb nothing. */
  readonly damagedEntries: number;
  /** Nothing is kept yet, and a person has to choose what protects it; `protection` is not in force. */
  readonly needsChoice?: true;
}
