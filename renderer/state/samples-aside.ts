import type { AppInfo } from '#shared/contract/app';
import { isSampleTopic, takesSamples } from '#shared/simulator/sample-guard';
import { SAMPLE_CREDENTIAL_IDS } from '#shared/simulator/samples';
import type { ComposeDocument, ComposeTarget } from './compose-document.js';

/** What belongs to the simulator and is set aside while the push goes elsewhere. */
export interface SamplesAside {
  /** `null`: the user chose a credential of their own. */
  readonly credentialId: string | null;
  readonly targets: readonly ComposeTarget[];
  /** Empty: the user chose a topic of their own. */
  readonly topic: string;
}

/** What is currently known of the simulator. */
export interface SampleWorld {
  readonly samples: AppInfo['samples'];
  /** The tokens of simulated devices. */
  readonly simulated: ReadonlySet<string>;
}

const SAMPLE_IDS: readonly string[] = Object.values(SAMPLE_CREDENTIAL_IDS);

/**
 * The document after a change of its environment. A push that leaves the simulator loses the simulator's samples and
 * gets them back when it returns. The user's own values are never changed.
 *
 * @param after - The document with the new environment and all other changes.
 * @param aside - What was set aside earlier; `null` for nothing.
 */
export function afterMove(
  before: ComposeDocument,
  after: ComposeDocument,
  aside: SamplesAside | null,
  world: SampleWorld,
): { readonly document: ComposeDocument; readonly aside: SamplesAside | null } {
  const [wasNear, isNear] = [takesSamples(before.environment), takesSamples(after.environment)];
  if (wasNear === isNear) return { document: after, aside };
  return isNear ? { document: comeBack(after, aside, world.samples), aside: null } : leave(after, world);
}

function leave(
  document: ComposeDocument,
  { simulated }: SampleWorld,
): { readonly document: ComposeDocument; readonly aside: SamplesAside | null } {
  const { credentialId, topic } = document;
  const isSample = credentialId !== null && SAMPLE_IDS.includes(credentialId);
  const targets = document.targets.filter(({ token }) => simulated.has(token));
  const ofSample = isSampleTopic(topic);
  if (!isSample && targets.length === 0 && !ofSample) return { document, aside: null };
  return {
    document: {
      ...document,
      targets: document.targets.filter((target) => !targets.includes(target)),
      ...(isSample ? { credentialId: null } : {}),
      ...(ofSample ? { topic: '' } : {}),
    },
    aside: { credentialId: isSample ? credentialId : null, targets, topic: ofSample ? topic : '' },
  };
}

function comeBack(
  document: ComposeDocument,
  aside: SamplesAside | null,
  samples: AppInfo['samples'],
): ComposeDocument {
  const present = new Set(document.targets.map(({ token }) => token));
  const returning = (aside?.targets ?? []).filter(({ token }) => !present.has(token));
  const targets = [...returning, ...document.targets];
  return {
    ...document,
    credentialId: document.credentialId ?? aside?.credentialId ?? samples.credentialId,
    topic: [document.topic, aside?.topic ?? '', samples.topic].find((topic) => topic !== '') ?? '',
    targets: targets.length === 0 ? [{ token: samples.token, name: samples.device }] : targets,
  };
}
