import { Notifications } from '@mantine/notifications';
import { configure, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { CredentialsScreen } from '../../../../renderer/features/credentials/credentials-screen.js';
import { ComposeProvider } from '../../../../renderer/state/compose-context.js';
import type { ClientAnswers } from '../../support/connection-double.js';
import { apnsKeySummary, certificateSummary } from '../../support/credential-samples.js';
import { renderInWindow } from '../../support/render-window.js';

// Typing goes through every component key by key, which is slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

async function openScreen(credentials: readonly CredentialSummary[], answers: ClientAnswers = {}) {
  const result = await renderInWindow(
    <ComposeProvider waiting={null}>
      <CredentialsScreen />
      <Notifications />
    </ComposeProvider>,
    {
      answers: {
        'credentials.list': () => ({ credentials, protection: 'passphrase' }),
        'credentials.vault': () => ({ protection: 'passphrase', locked: false, damagedEntries: 0 }),
        ...answers,
      },
    },
  );
  return { ...result, user: userEvent.setup() };
}

describe('the credentials screen', () => {
  it('says whose a credential is, for what, and until when', async () => {
    await openScreen([
      certificateSummary({ notAfter: new Date(Date.now() + 12.5 * 86_400_000).toISOString() }),
    ]);
    expect(await screen.findByText(/Expires in 12 days/)).toBeTruthy();
    expect(screen.getByText('com.example.app.voip')).toBeTruthy();
    expect(await screen.findByText('Keys are encrypted with your passphrase.')).toBeTruthy();
  });

  it('removes at once and takes it back on request', async () => {
    const { user, connection } = await openScreen([apnsKeySummary()], {
      'credentials.remove': () => undefined,
      'credentials.restore': () => undefined,
    });
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(connection.calls.map(({ procedure }) => procedure)).toContain('credentials.restore'),
    );
  });

  it('never offers to remove the sample', async () => {
    await openScreen([{ ...apnsKeySummary(), sample: true }]);
    expect(await screen.findByText(/Made by the simulator for itself/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  });

  it('renames in place', async () => {
    const { user, connection } = await openScreen([apnsKeySummary()], {
      'credentials.rename': () => undefined,
    });
    await user.click(await screen.findByRole('button', { name: 'Rename' }));
    const field = screen.getByRole('textbox', { name: 'Name of the credential' });
    await user.clear(field);
    await user.type(field, ' New name {Enter}');
    await waitFor(() =>
      expect(connection.calls).toContainEqual({
        procedure: 'credentials.rename',
        input: { id: 'key', name: 'New name' },
      }),
    );
  });

  it('asks for the passphrase while the vault is locked and says why one is refused', async () => {
    const { user } = await openScreen([apnsKeySummary()], {
      'credentials.vault': () => ({ protection: 'passphrase', locked: true, damagedEntries: 0 }),
      'credentials.unlock': () => {
        throw new Error('It does not unlock.');
      },
    });
    await user.type(await screen.findByLabelText('Passphrase'), 'wrong{Enter}');
    expect(await screen.findByText(/It does not unlock/)).toBeTruthy();
  });

  it('never exports a private key without a password', async () => {
    const { user, connection } = await openScreen([certificateSummary()], {
      'credentials.convert': () => ({ fileName: 'x.p12', content: new Blob(['x']), holdsPrivateKey: true }),
    });
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    const save = await screen.findByRole<HTMLButtonElement>('button', { name: 'Save file' });
    expect(save.disabled).toBe(true);
    await user.type(screen.getByLabelText('Password of the new file'), 'secret');
    await user.click(save);
    expect(await screen.findByText('x.p12 is in your downloads.')).toBeTruthy();
    expect(connection.calls.at(-1)?.input).toEqual({
      source: { credentialId: 'certificate' },
      to: 'p12',
      outPassword: 'secret',
      legacy: false,
    });
  });

  it('makes a certificate request and says what to do with it', async () => {
    const { user, connection } = await openScreen([apnsKeySummary()], {
      'credentials.createRequest': () => ({
        credentialId: 'new',
        fileName: 'PushChat.certSigningRequest',
        pem: '-----BEGIN CERTIFICATE REQUEST-----',
        spkiSha256: '00',
      }),
    });
    await user.click(await screen.findByRole('button', { name: 'Make and convert' }));
    await user.click(await screen.findByRole('menuitem', { name: /certificate request/ }));
    await user.type(await screen.findByLabelText('Email of the Apple account'), 'me@example.com');
    await user.type(screen.getByLabelText('Name'), 'PushChat');
    await user.type(screen.getByLabelText('Country'), 'cn');
    await user.click(screen.getByRole('button', { name: 'Make the request' }));
    expect(await screen.findByText(/Download the .cer and drop it on this window/)).toBeTruthy();
    expect(connection.calls).toContainEqual({
      procedure: 'credentials.createRequest',
      input: { email: 'me@example.com', commonName: 'PushChat', country: 'CN', keyType: 'rsa-2048' },
    });
  });
});
