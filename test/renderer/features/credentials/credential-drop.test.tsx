import { configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { AddedFile } from '#shared/credentials/credential-files';
import { AppError, type ErrorCode } from '#shared/errors';
import { CredentialDropHandler } from '../../../../renderer/features/credentials/credential-drop-handler.js';
import { ComposeProvider } from '../../../../renderer/state/compose-context.js';
import { useOpenFiles } from '../../../../renderer/window/file-drop.js';
import type { ClientAnswers } from '../../support/connection-double.js';
import { apnsKeySummary, certificateSummary } from '../../support/credential-samples.js';
import { renderInWindow } from '../../support/render-window.js';

// Typing goes through every component key by key, which is slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

interface AddInput {
  readonly files: readonly { readonly name: string }[];
  readonly password?: string;
  readonly keyId?: string;
  readonly teamId?: string;
}

const failed = (fileName: string, code: ErrorCode, words: string, more = {}): AddedFile => ({
  fileName,
  inspection: null,
  credentialId: null,
  error: { code, message: { en: words, zh: words }, hint: { en: '', zh: '' } },
  ...more,
});

function DropButton(props: { readonly files: readonly File[]; readonly folders?: readonly string[] }) {
  const openFiles = useOpenFiles();
  return (
    <button type="button" onClick={() => openFiles({ files: props.files, folders: props.folders ?? [] })}>
      drop
    </button>
  );
}

async function drop(names: readonly string[], answers: ClientAnswers, folders: readonly string[] = []) {
  const result = await renderInWindow(
    <ComposeProvider waiting={null}>
      <DropButton files={names.map((name) => new File(['x'], name))} folders={folders} />
      <CredentialDropHandler />
    </ComposeProvider>,
    {
      answers: {
        'credentials.list': () => ({
          credentials: [certificateSummary(), apnsKeySummary()],
          protection: 'key-file',
        }),
        ...answers,
      },
    },
  );
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'drop' }));
  const adds = (): readonly AddInput[] =>
    result.connection.calls
      .filter(({ procedure }) => procedure === 'credentials.add')
      .map(({ input }) => input as AddInput);
  return { ...result, user, adds };
}

describe('the first credential on a system without a key store', () => {
  const needed = () =>
    new AppError(
      'vault-choice-needed',
      { en: 'Nothing was kept.', zh: '未保存。' },
      { en: 'Choose first.', zh: '请先选择。' },
    );
  const dropFirst = async () => {
    let isChosen = false;
    const result = await drop(['dev.p12'], {
      'credentials.add': () => {
        if (!isChosen) throw needed();
        return [{ fileName: 'dev.p12', inspection: null, credentialId: 'one', error: null }];
      },
      'credentials.protect': () => {
        isChosen = true;
      },
    });
    return { ...result, question: await screen.findByRole('dialog', { name: 'Key protection' }) };
  };

  it('asks for passphrase or key file, and keeps the file with the answer', async () => {
    const { user, adds, question, connection } = await dropFirst();
    expect(
      within(question)
        .getAllByRole('radio')
        .map((radio) => radio.getAttribute('value')),
    ).toEqual(['passphrase', 'key-file']);
    await user.click(within(question).getByRole('radio', { name: 'A key file' }));
    await user.click(within(question).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(adds()).toHaveLength(2));
    expect(connection.calls.filter(({ procedure }) => procedure === 'credentials.protect')).toMatchObject([
      { input: { protection: 'key-file' } },
    ]);
    expect(await screen.findByText('1 stored')).toBeTruthy();
  });

  it('leaves the file on its card without an answer, to be taken up again', async () => {
    const { user, adds, question } = await dropFirst();
    await user.click(within(question).getByText('Cancel'));
    const card = await screen.findByRole('article', { name: 'dev.p12' });
    expect(await within(card).findByText('Nothing was kept.')).toBeTruthy();
    expect(adds()).toHaveLength(1);
    await user.click(within(card).getByRole('button', { name: 'Choose…' }));
    expect(await screen.findByRole('dialog', { name: 'Key protection' })).toBeTruthy();
  });
});

describe('dropping credentials', () => {
  it('reads all files of a drop together, so that halves find each other', async () => {
    const { adds } = await drop(['aps.cer', 'key.pem'], {
      'credentials.add': () => [
        {
          fileName: 'aps.cer',
          inspection: certificateSummary().inspection,
          credentialId: 'certificate',
          error: null,
        },
        {
          fileName: 'key.pem',
          inspection: certificateSummary().inspection,
          credentialId: 'certificate',
          error: null,
        },
      ],
    });
    expect(await screen.findByText('2 stored')).toBeTruthy();
    expect(adds().map(({ files }) => files.map(({ name }) => name))).toEqual([['aps.cer', 'key.pem']]);
  });

  it('asks for the password in place and keeps a wrong one to be corrected', async () => {
    const { user, adds } = await drop(['dev.p12'], {
      'credentials.add': (input) => {
        const { password } = input as AddInput;
        if (password === undefined) return [failed('dev.p12', 'password-required', 'needs one')];
        if (password !== 'good') return [failed('dev.p12', 'wrong-password', 'It does not open dev.p12.')];
        return [
          {
            fileName: 'dev.p12',
            inspection: certificateSummary().inspection,
            credentialId: 'certificate',
            error: null,
          },
        ];
      },
    });
    const field = await screen.findByLabelText('Password of this file');
    await user.type(field, 'bad{Enter}');
    expect(await screen.findByText(/It does not open dev.p12/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Password of this file').value).toBe('bad');
    await user.clear(screen.getByLabelText('Password of this file'));
    await user.type(screen.getByLabelText('Password of this file'), 'good{Enter}');
    expect(await screen.findByText('com.example.app.voip')).toBeTruthy();
    expect(adds().map(({ password }) => password)).toEqual([undefined, 'bad', 'good']);
  });

  it('an empty password is tried as one: it differs from none', async () => {
    const { user, adds } = await drop(['dev.p12'], {
      'credentials.add': () => [failed('dev.p12', 'password-required', 'needs one')],
    });
    await user.click(await screen.findByRole('button', { name: 'Open' }));
    await waitFor(() => expect(adds().map(({ password }) => password)).toEqual([undefined, '']));
  });

  it('asks for the IDs of an APNs key, checks them, and offers the team known here', async () => {
    const key = { ...apnsKeySummary().inspection, keyId: null };
    const { user, adds } = await drop(['key.p8'], {
      'credentials.add': () => [
        failed('key.p8', 'credential-incomplete', 'IDs missing', { inspection: key }),
      ],
    });
    const team = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Team ID' });
    expect(team.value).toBe('TEAM123456');
    await user.type(screen.getByLabelText('Key ID'), 'short');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/A key ID is ten letters and digits/)).toBeTruthy();
    expect(adds()).toHaveLength(1);
    await user.clear(screen.getByLabelText('Key ID'));
    await user.type(screen.getByLabelText('Key ID'), 'abc123defg');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(adds()[1]).toMatchObject({ keyId: 'ABC123DEFG', teamId: 'TEAM123456' }));
  });

  it('says of each file what is wrong, and of a folder that it is one', async () => {
    await drop(
      ['photo.jpg'],
      { 'credentials.add': () => [failed('photo.jpg', 'not-a-credential', 'photo.jpg is a JPEG image.')] },
      ['certificates'],
    );
    expect(await screen.findByText('photo.jpg is a JPEG image.')).toBeTruthy();
    const folder = screen.getByRole('article', { name: 'certificates' });
    expect(within(folder).getByText('This is a folder.')).toBeTruthy();
    expect(screen.getByText('2 not usable')).toBeTruthy();
  });

  it('shows a half that is kept as waiting, not as a mistake', async () => {
    const inspection = { ...certificateSummary().inspection, kind: 'certificate' };
    await drop(['aps.cer'], {
      'credentials.add': () => [failed('aps.cer', 'no-private-key', 'Its key is not here.', { inspection })],
    });
    expect(await screen.findByText(/Its key is not here/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText('1 needs something from you')).toBeTruthy();
  });

  it('takes the credential into Compose with its topic', async () => {
    const { user, connection } = await drop(['dev.p12'], {
      'credentials.add': () => [
        {
          fileName: 'dev.p12',
          inspection: certificateSummary().inspection,
          credentialId: 'certificate',
          error: null,
        },
      ],
    });
    await user.click(await screen.findByRole('button', { name: 'Send with this' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => {
      const saved = connection.calls.find(({ procedure }) => procedure === 'app.saveDraft');
      const { draft } = saved?.input as { draft: string };
      expect(JSON.parse(draft)).toMatchObject({
        document: { credentialId: 'certificate', topic: 'com.example.app' },
      });
    });
  });

  it('asks what becomes of a file that still needs something, and keeps it', async () => {
    const { user, adds } = await drop(['dev.p12'], {
      'credentials.add': () => [failed('dev.p12', 'password-required', 'It is sealed.')],
    });
    await screen.findByLabelText('Password of this file');
    await user.click(screen.getByRole('button', { name: 'Done' }));
    expect(await screen.findByText(/dev\.p12 is not stored yet/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Decide later' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await user.type(await screen.findByLabelText('Password of this file'), 'secret');
    await user.click(screen.getByRole('button', { name: 'Open' }));
    await waitFor(() => expect(adds()[1]).toMatchObject({ password: 'secret' }));
  });

  it('shows a lone key in the list at once', async () => {
    const inspection = { ...certificateSummary().inspection, kind: 'private-key' };
    const { connection } = await drop(['app.key'], {
      'credentials.add': () => [failed('app.key', 'credential-incomplete', 'It waits.', { inspection })],
    });
    await screen.findByText(/It waits/);
    const lists = connection.calls.filter(({ procedure }) => procedure === 'credentials.list');
    expect(lists.length).toBeGreaterThan(1);
  });

  it('says that the core refused the drop as a whole and keeps the files', async () => {
    await drop(['dev.p12'], {
      'credentials.add': () => {
        throw new Error('socket closed');
      },
    });
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(screen.getByRole('article', { name: 'dev.p12' })).toBeTruthy();
  });
});
