import { ActionIcon, Button, FileButton, Group, Text, TextInput, Tooltip } from '@mantine/core';
import { FileKey2, Plus, ShieldCheck, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomServer } from '#shared/settings';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { isServerAddress } from './server-address.js';
import styles from './settings.module.css';

/** The user's own servers, each with the certificate authority to trust for it. */
export function CustomServers(props: {
  readonly servers: readonly CustomServer[];
  readonly onChange: (servers: readonly CustomServer[]) => void;
}) {
  const { t } = useTranslation();
  const { servers, onChange } = props;
  return (
    <section className={styles.section}>
      <h3>{t('settings.servers')}</h3>
      <p className={styles.about}>{t('settings.serversHint')}</p>
      {servers.map((server) => (
        <ServerRow
          key={server.id}
          server={server}
          onChange={(changed) =>
            onChange(servers.map((other) => (other.id === changed.id ? changed : other)))
          }
          onRemove={() => onChange(servers.filter((other) => other.id !== server.id))}
        />
      ))}
      <Button
        variant="default"
        className={styles.add}
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() =>
          onChange([
            ...servers,
            { id: crypto.randomUUID(), name: '', url: 'https://127.0.0.1:2197', caPem: null },
          ])
        }
      >
        {t('settings.addServer')}
      </Button>
    </section>
  );
}

function ServerRow(props: {
  readonly server: CustomServer;
  readonly onChange: (server: CustomServer) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { server, onChange } = props;
  const [name, setName] = useState(server.name);
  const [url, setUrl] = useState(server.url);
  const [refused, setRefused] = useState<string | null>(null);
  const withinLimits = useWithinLimits();
  const isWrong = !isServerAddress(url);
  const keep = (): void => {
    if (!isWrong && (name !== server.name || url !== server.url)) {
      onChange({ ...server, name: name.trim(), url: url.trim() });
    }
  };
  const takeAuthority = async (chosen: File | null): Promise<void> => {
    const [file] = withinLimits(chosen === null ? [] : [chosen], 'authority');
    if (file === undefined) return;
    const text = await file.text();
    const isPem = text.includes('-----BEGIN CERTIFICATE-----');
    setRefused(isPem ? null : file.name);
    if (isPem) onChange({ ...server, caPem: text });
  };
  return (
    <div className={styles.server}>
      <TextInput
        label={t('settings.serverName')}
        value={name}
        placeholder={t('environment.custom')}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={keep}
      />
      <TextInput
        label={t('settings.serverUrl')}
        classNames={{ input: 'pd-mono' }}
        value={url}
        error={isWrong ? t('settings.serverUrlInvalid') : null}
        spellCheck={false}
        onChange={(event) => setUrl(event.currentTarget.value)}
        onBlur={keep}
      />
      <Tooltip label={t('settings.removeServer', { name: server.name || server.url })}>
        <ActionIcon
          size={30}
          className={styles.remove}
          aria-label={t('settings.removeServer', { name: server.name || server.url })}
          onClick={props.onRemove}
        >
          <Trash2 size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Group gap="sm" className={styles.authority}>
        <Text size="sm">{t('settings.serverCa')}</Text>
        {server.caPem === null ? null : (
          <span className={styles.given}>
            <ShieldCheck size={14} aria-hidden />
            {t('settings.serverCaChosen')}
            <ActionIcon
              size="xs"
              aria-label={t('settings.serverCaClear')}
              onClick={() => onChange({ ...server, caPem: null })}
            >
              <X size={12} aria-hidden />
            </ActionIcon>
          </span>
        )}
        <FileButton
          accept=".pem,.crt,.cer,application/x-pem-file"
          onChange={(file) => void takeAuthority(file)}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              size="compact-xs"
              leftSection={<FileKey2 size={13} aria-hidden />}
            >
              {t('settings.serverCaChoose')}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c={refused === null ? 'dimmed' : 'var(--pd-rejected)'} w="100%">
          {refused === null ? t('settings.serverCaHint') : t('settings.serverCaInvalid', { name: refused })}
        </Text>
      </Group>
    </div>
  );
}
