import { Button, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { Check, Copy, Download, ExternalLink } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MadeCertificateRequest } from '#shared/credentials/certificate-request';
import type { ErrorMessage } from '#shared/errors';
import { ErrorNotice } from '../../components/error-notice.js';
import { saveBlob } from '../../components/save-blob.js';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import credentialsStyles from './credentials.module.css';
import styles from './request-dialog.module.css';
import { useVaultChoice } from './vault-choice.js';

const KEY_TYPES = ['rsa-2048', 'rsa-4096', 'p-256'] as const;
type KeyType = (typeof KEY_TYPES)[number];

/** Creates a certificate request without Keychain Access, and shows the next steps. */
export function RequestDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('credentials');
  const [card, setCard] = useState<MadeCertificateRequest | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('request.title')}
      size={560}
      closeButtonProps={{ 'aria-label': t('import.close') }}
    >
      {card === null ? (
        <RequestForm onMade={setCard} onCancel={onClose} />
      ) : (
        <NextSteps card={card} onClose={onClose} />
      )}
    </Modal>
  );
}

interface RequestFormProps {
  readonly onMade: (card: MadeCertificateRequest) => void;
  readonly onCancel: () => void;
}

function RequestForm({ onMade, onCancel }: RequestFormProps) {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { reload } = useCredentials();
  const { withChoice } = useVaultChoice();
  const toErrorMessage = useToErrorMessage();
  const [email, setEmail] = useState('');
  const [commonName, setCommonName] = useState('');
  const [country, setCountry] = useState('');
  const [keyType, setKeyType] = useState<KeyType>('rsa-2048');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorMessage | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const card = await withChoice(() =>
        client.credentials.createRequest({
          email: email.trim(),
          commonName: commonName.trim(),
          keyType,
          ...(country.trim() !== '' && { country: country.trim().toUpperCase() }),
        }),
      );
      save(card);
      onMade(card);
      await reload();
    } catch (thrown) {
      setError(toErrorMessage(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void make();
      }}
    >
      <Stack gap="md">
        <Text c="dimmed">{t('request.text')}</Text>
        <TextInput
          label={t('request.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          data-autofocus
        />
        <TextInput
          label={t('request.name')}
          description={t('request.nameHint')}
          value={commonName}
          onChange={(event) => setCommonName(event.currentTarget.value)}
          maxLength={200}
          required
          withAsterisk={false}
        />
        <Group gap="md" align="flex-start">
          <TextInput
            label={t('request.country')}
            placeholder={t('request.countryPlaceholder')}
            value={country}
            onChange={(event) => setCountry(event.currentTarget.value)}
            maxLength={2}
            w={150}
          />
          <Select
            label={t('request.keyType')}
            data={KEY_TYPES.map((value) => ({ value, label: t(`keyType.${value}`) }))}
            value={keyType}
            allowDeselect={false}
            onChange={(value) => {
              if (value !== null) setKeyType(value);
            }}
            flex={1}
          />
        </Group>
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            {t('rename.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={email.trim() === '' || commonName.trim() === ''}>
            {t('request.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function save({ pem, fileName }: MadeCertificateRequest): void {
  saveBlob(new Blob([pem], { type: 'application/pkcs10' }), fileName);
}

/** Apple's page for certificate requests. */
const APPLE_PAGE = 'https://developer.apple.com/account/resources/certificates/add';

const STEPS = ['site', 'upload', 'drop'] as const;

function NextSteps({
  card,
  onClose,
}: {
  readonly card: MadeCertificateRequest;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('credentials');
  return (
    <Stack gap="md">
      <p className={credentialsStyles.saved} role="status">
        {t('request.saved', { name: card.fileName })}
      </p>
      <ol className={styles.steps}>
        {STEPS.map((step) => (
          <li key={step}>{t(`request.step.${step}`)}</li>
        ))}
      </ol>
      <Group justify="flex-end" gap="sm">
        <Button
          component="a"
          href={APPLE_PAGE}
          target="_blank"
          rel="noreferrer"
          variant="light"
          mr="auto"
          leftSection={<ExternalLink size={13} aria-hidden />}
        >
          {t('request.openSite')}
        </Button>
        <CopyRequest pem={card.pem} />
        <Button variant="default" leftSection={<Download size={13} aria-hidden />} onClick={() => save(card)}>
          {t('request.saveAgain')}
        </Button>
        <Button onClick={onClose}>{t('import.done')}</Button>
      </Group>
    </Stack>
  );
}

/** For sites that accept the request as text. */
function CopyRequest({ pem }: { readonly pem: string }) {
  const { t } = useTranslation('credentials');
  return (
    <CopyButton value={pem} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          leftSection={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
          onClick={copy}
        >
          {t(copied ? 'request.copied' : 'request.copy')}
        </Button>
      )}
    </CopyButton>
  );
}
