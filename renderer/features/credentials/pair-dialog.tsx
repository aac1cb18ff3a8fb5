import { Button, FileInput, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../platform/client-context.js';
import { DownloadResult } from './download-result.js';
import { type Sealing, SealingFields } from './sealing-fields.js';
import { useDownload } from './use-download.js';

/** Joins a certificate and its private key to a `.p12`. */
export function PairDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { state, download, forget } = useDownload();
  const [certificate, setCertificate] = useState<File | null>(null);
  const [key, setKey] = useState<File | null>(null);
  const [password, setPassword] = useState('');
  const [sealing, setSealing] = useState<Sealing>({ outPassword: '', legacy: false });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (certificate === null) return;
    void download(() =>
      client.credentials.pair({
        certificate: { name: certificate.name, content: certificate },
        ...(key !== null && { key: { name: key.name, content: key } }),
        ...(password !== '' && { password }),
        ...sealing,
      }),
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('pair.title')}
      closeButtonProps={{ 'aria-label': t('import.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text c="dimmed">{t('pair.text')}</Text>
          <FileInput
            label={t('pair.certificate')}
            placeholder={t('convert.choose')}
            value={certificate}
            onChange={(chosen) => {
              setCertificate(chosen);
              forget();
            }}
            size="xs"
          />
          <FileInput
            label={t('pair.key')}
            description={t('pair.keyHint')}
            placeholder={t('pair.keyPlaceholder')}
            value={key}
            onChange={(chosen) => {
              setKey(chosen);
              forget();
            }}
            size="xs"
            clearable
          />
          {key !== null && (
            <PasswordInput
              label={t('convert.password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            />
          )}
          <SealingFields value={sealing} isRequired withLegacy onChange={setSealing} />
          <DownloadResult state={state} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('import.close')}
            </Button>
            <Button
              type="submit"
              loading={state.kind === 'working'}
              disabled={certificate === null || sealing.outPassword === ''}
            >
              {t('download.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
