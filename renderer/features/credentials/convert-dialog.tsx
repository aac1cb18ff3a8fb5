import { Button, FileInput, Group, Modal, PasswordInput, Select, Stack } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CONVERSION_FORMATS, type ConversionFormat, FORMATS_OF_KIND } from '#shared/credentials/file-form';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { useClient } from '../../platform/client-context.js';
import { needsPassword } from './conversion.js';
import { DownloadResult } from './download-result.js';
import { type Sealing, SealingFields } from './sealing-fields.js';
import { useDownload } from './use-download.js';

interface ConvertDialogProps {
  /** `null`: asks for a file. */
  readonly credential: CredentialSummary | null;
  readonly onClose: () => void;
}

/** Converts a stored credential, or any file, to another format without OpenSSL. */
export function ConvertDialog({ credential, onClose }: ConvertDialogProps) {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { state, download, forget } = useDownload();
  const kind = credential?.kind ?? null;
  const formats = kind === null ? CONVERSION_FORMATS : FORMATS_OF_KIND[kind];
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState('');
  const [format, setFormat] = useState<ConversionFormat>(formats[0]);
  const [sealing, setSealing] = useState<Sealing>({ outPassword: '', legacy: false });
  const mustSeal = needsPassword(format, kind);
  const isOptional = kind === null && format === 'pem';
  const canStart =
    (credential !== null || file !== null) && (!mustSeal || isOptional || sealing.outPassword !== '');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const source =
      credential !== null
        ? { credentialId: credential.id }
        : file === null
          ? null
          : {
              file: { name: file.name, content: file },
              ...(password !== '' && { password }),
            };
    if (source === null || !canStart) return;
    void download(() =>
      client.credentials.convert({
        source,
        to: format,
        ...(mustSeal && sealing.outPassword !== '' && { outPassword: sealing.outPassword }),
        ...(format === 'p12' && { legacy: sealing.legacy }),
      }),
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(credential === null ? 'convert.title' : 'convert.exportTitle')}
      closeButtonProps={{ 'aria-label': t('import.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {credential === null && (
            <>
              <FileInput
                label={t('convert.file')}
                placeholder={t('convert.choose')}
                value={file}
                onChange={(chosen) => {
                  setFile(chosen);
                  forget();
                }}
                size="xs"
              />
              <PasswordInput
                label={t('convert.password')}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                autoComplete="off"
                visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
              />
            </>
          )}
          <Select
            label={t('convert.format')}
            data={formats.map((value) => ({ value, label: t(`format.${value}`) }))}
            value={format}
            allowDeselect={false}
            onChange={(value) => {
              if (value === null) return;
              setFormat(value);
              forget();
            }}
          />
          {mustSeal && (
            <SealingFields
              value={sealing}
              isRequired={!isOptional}
              withLegacy={format === 'p12'}
              onChange={setSealing}
            />
          )}
          <DownloadResult state={state} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('import.close')}
            </Button>
            <Button type="submit" loading={state.kind === 'working'} disabled={!canStart}>
              {t('download.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
