import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { ProtectionDialog } from './protection-dialog.js';

/** The choices on a system without a key store. */
const OFFERED: readonly VaultProtection[] = ['passphrase', 'key-file'];

interface VaultChoice {
  /**
   * Runs work that may store the first secret. Where a protection must be chosen first, the user is asked and the work
   * is retried; without an answer the original error is thrown.
   */
  readonly withChoice: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

const VaultChoiceContext = createContext<VaultChoice | null>(null);

/** Asks once how to protect the private keys, before the first one is stored on a system without a key store. */
export function VaultChoiceProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('credentials');
  const toErrorMessage = useToErrorMessage();
  const [asking, setAsking] = useState(false);
  const question = useRef<{ readonly answer: Promise<boolean>; readonly give: (chosen: boolean) => void }>(
    null,
  );
  const ask = useCallback((): Promise<boolean> => {
    if (question.current === null) {
      let give: (chosen: boolean) => void = () => undefined;
      const answer = new Promise<boolean>((resolve) => (give = resolve));
      question.current = { answer, give };
      setAsking(true);
    }
    return question.current.answer;
  }, []);
  const settle = (chosen: boolean): void => {
    setAsking(false);
    question.current?.give(chosen);
    question.current = null;
  };
  const choice = useMemo<VaultChoice>(
    () => ({
      withChoice: async (work) => {
        try {
          return await work();
        } catch (error) {
          const isNeeded = toErrorMessage(error).code === 'vault-choice-needed';
          if (isNeeded && (await ask())) return await work();
          throw error;
        }
      },
    }),
    [ask, toErrorMessage],
  );
  return (
    <VaultChoiceContext value={choice}>
      {children}
      {asking && (
        <ProtectionDialog
          current="passphrase"
          offered={OFFERED}
          reason={t('vault.choiceReason')}
          onClose={() => settle(false)}
          onChanged={() => settle(true)}
        />
      )}
    </VaultChoiceContext>
  );
}

export function useVaultChoice(): VaultChoice {
  const choice = useContext(VaultChoiceContext);
  if (choice === null) throw new Error('useVaultChoice needs a VaultChoiceProvider above it');
  return choice;
}
