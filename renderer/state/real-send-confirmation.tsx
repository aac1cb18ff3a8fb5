import { Button, Checkbox, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RealSend } from './real-send.js';
import styles from './real-send-confirmation.module.css';
import { useCredentialNames } from './use-credential-name.js';

interface Question {
  /** The dialog's title and the name of its close button. */
  readonly title: string;
  readonly close: string;
  readonly send: RealSend;
  /** @param isLast - The user does not want to be asked again about single devices. */
  readonly onConfirm: (isLast: boolean) => void;
}

/** Asks for confirmation before sending to real devices. Cancel has the focus, so an extra Enter sends nothing. */
export function confirmRealSend({ title, close, send, onConfirm }: Question): void {
  const id = modals.open({
    title,
    closeButtonProps: { 'aria-label': close },
    children: (
      <RealSendConfirmation
        send={send}
        onClose={() => modals.close(id)}
        onConfirm={(isLast) => {
          modals.close(id);
          onConfirm(isLast);
        }}
      />
    ),
  });
}

function RealSendConfirmation(props: {
  readonly send: RealSend;
  readonly onClose: () => void;
  readonly onConfirm: (isLast: boolean) => void;
}) {
  const { t } = useTranslation('compose');
  const nameOf = useCredentialNames();
  const [isLast, setIsLast] = useState(false);
  const { count, topic, headline, credential, url } = props.send;
  const facts = [
    { name: t('guard.notification'), value: headline ?? t('guard.nothingShown') },
    { name: t('guard.topic'), value: topic === '' ? t('guard.noTopic') : topic },
    {
      name: t('guard.credential'),
      value: credential === null ? t('guard.noCredential') : nameOf(credential),
    },
    ...(url === null ? [] : [{ name: t('guard.server'), value: url }]),
  ];
  return (
    <>
      <Text size="md">{t('guard.text', { count })}</Text>
      <dl className={styles.guardFacts}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      {count === 1 ? (
        <Checkbox
          checked={isLast}
          onChange={(event) => setIsLast(event.currentTarget.checked)}
          label={t('guard.notAgain')}
        />
      ) : null}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button data-autofocus variant="default" onClick={props.onClose}>
          {t('guard.cancel')}
        </Button>
        <Button color="red" onClick={() => props.onConfirm(isLast)}>
          {t('guard.confirm', { count })}
        </Button>
      </Group>
    </>
  );
}
