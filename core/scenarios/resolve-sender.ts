import { parseOrigin } from '#shared/apns/environment';
import type { Environment } from '#shared/apns/push';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { AppError } from '#shared/errors';
import type { ScenarioCredential } from '#shared/scenario/scenario';
import { type CredentialReference, findReferenced } from '#shared/workspace/preset';
import {
  chooseCredentialFor,
  type ChosenCredential,
  credentialNotStored,
  notesOfChoice,
} from '../sending/choose-credential.js';
import type { PlanServices } from './plan-scenario.js';

/**
 * Resolves the environment that a scenario names: one of Apple's, the simulator, or a custom server by name or URL.
 *
 * @returns `undefined` if it names none.
 * @throws AppError `not-found`, `bad-url`.
 */
export function resolveEnvironment(
  { settings }: Pick<PlanServices, 'settings'>,
  name: string | null,
): Environment | undefined {
  if (name === null) return undefined;
  if (name === 'simulator' || name === 'sandbox' || name === 'production') return { kind: name };
  const { customServers } = settings.get();
  const server = customServers.find((known) => known.name === name || known.url === name);
  if (server !== undefined) {
    const { url, caPem } = server;
    return { kind: 'custom', url, ...(caPem !== null && { caPem }) };
  }
  if (/^https?:/i.test(name)) return { kind: 'custom', url: parseOrigin(name) };
  const known = ['simulator', 'sandbox', 'production', ...customServers.map((one) => one.name)];
  throw new AppError(
    'not-found',
    { en: `There is no environment “${name}”.`, zh: `没有名为“${name}”的环境。` },
    {
      en: `Known: ${known.join(', ')}; write the URL of a custom server as https://host:port.`,
      zh: `已有：${known.join('、')}；自建服务器的地址请写成 https://主机:端口。`,
    },
  );
}

/**
 * Resolves the credential of a step.
 *
 * @returns `null` to send without a credential.
 * @throws AppError `credential-not-found`, `bad-argument` if the choice is ambiguous.
 */
export async function resolveCredential(
  services: PlanServices,
  request: {
    readonly environment: Environment;
    readonly overrideId: string | null | undefined;
    /** The credential that the scenario names. Required, except in the simulator. */
    readonly wanted: ScenarioCredential | null;
    /** The credential that the preset names, used if it exists. */
    readonly preferred: CredentialReference | null;
    readonly topic: string | undefined;
  },
): Promise<ChosenCredential> {
  const { environment, overrideId, wanted, preferred, topic } = request;
  if (overrideId === null) return { credential: null, notes: [] };
  if (overrideId !== undefined) {
    return { credential: await services.credentials.find(overrideId), notes: [] };
  }
  // The simulator accepts any credential, so a run there does not need the named one.
  const named =
    wanted === null ? null : await findNamedCredential(services, wanted, environment.kind !== 'simulator');
  if (named !== null) return { credential: named, notes: [] };
  const choice = await chooseCredentialFor(services, environment, preferred, topic);
  switch (choice.kind) {
    case 'chosen':
      return { credential: choice.credential, notes: notesOfChoice(choice) };
    case 'none':
      return { credential: null, notes: notesOfChoice(choice) };
    case 'undecided':
      throw choice.missing === null
        ? credentialNeeded(choice.candidates)
        : credentialNotStored(choice.missing);
  }
}

async function findNamedCredential(
  { credentials }: Pick<PlanServices, 'credentials'>,
  wanted: ScenarioCredential,
  isNeeded: boolean,
): Promise<CredentialSummary | null> {
  if (typeof wanted !== 'string') {
    const found = findReferenced(wanted, await credentials.list());
    if (found === undefined && isNeeded) throw credentialNotStored(wanted);
    return found ?? null;
  }
  try {
    return await credentials.find(wanted);
  } catch (thrown) {
    if (!isNeeded && thrown instanceof AppError && thrown.code === 'credential-not-found') return null;
    throw thrown;
  }
}

function credentialNeeded(names: readonly string[]): AppError {
  return names.length === 0
    ? new AppError(
        'credential-not-found',
        {
          en: 'Apple requires a credential, and there is none yet.',
          zh: 'Apple 要求提供凭证，但此处没有保存任何凭证。',
        },
        { en: 'Add a .p12 or .p8 to the credentials first.', zh: '请先将 .p12 或 .p8 添加到凭证中。' },
      )
    : new AppError(
        'bad-argument',
        {
          en: 'There are several credentials, and the scenario names none.',
          zh: '保存了多个凭证，但场景没有指定使用哪一个。',
        },
        {
          en: `Add "credential" to the scenario, or choose one for this run: ${names.join(', ')}.`,
          zh: `请在场景中填写 "credential"，或为本次运行选择一个：${names.join('、')}。`,
        },
      );
}
