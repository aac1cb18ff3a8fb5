import type { AppInfo } from '#shared/contract/app';
import { isSampleTopic, takesSamples } from '#shared/simulator/sample-guard';
import { SAMPLE_CREDENTIAL_IDS } from '#shared/simulator/samples';
import type { ComposeDocument, ComposeTarget } from './compose-document.js';

/** The simulator's samples of a push that is sent elsewhere for now. */
export interface ParkedSamples {
  /** `null`: the user chose a credential of their own. */
  readonly credentialId: string | null;
  readonly targets: readonly ComposeTarget[];
  /** Empty: the user chose a topic of their own. */
  readonly topic: string;
}

/** What is currently known of the simulator. */
export interface SampleFacts {
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
 * @param parked - What was parked earlier; `null` for nothing.
 */
export function changeEnvironment(
  before: ComposeDocument,
  after: ComposeDocument,
  parked: ParkedSamples | null,
  facts: SampleFacts,
): { readonly document: ComposeDocument; readonly parkedSamples: ParkedSamples | null } {
  const [wasSimulator, isSimulator] = [takesSamples(before.environment), takesSamples(after.environment)];
  if (wasSimulator === isSimulator) return { document: after, parkedSamples: parked };
  return isSimulator
    ? { document: restoreSamples(after, parked, facts.samples), parkedSamples: null }
    : parkSamples(after, facts);
}

function parkSamples(
  document: ComposeDocument,
  { simulated }: SampleFacts,
): { readonly document: ComposeDocument; readonly parkedSamples: ParkedSamples | null } {
  const { credentialId, topic } = document;
  const isSample = credentialId !== null && SAMPLE_IDS.includes(credentialId);
  const targets = document.targets.filter(({ token }) => simulated.has(token));
  const ofSample = isSampleTopic(topic);
  if (!isSample && targets.length === 0 && !ofSample) return { document, parkedSamples: null };
  return {
    document: {
      ...document,
      targets: document.targets.filter((target) => !targets.includes(target)),
      ...(isSample ? { credentialId: null } : {}),
      ...(ofSample ? { topic: '' } : {}),
    },
    parkedSamples: { credentialId: isSample ? credentialId : null, targets, topic: ofSample ? topic : '' },
  };
}

function restoreSamples(
  document: ComposeDocument,
  parked: ParkedSamples | null,
  samples: AppInfo['samples'],
): ComposeDocument {
  const present = new Set(document.targets.map(({ token }) => token));
  const returning = (parked?.targets ?? []).filter(({ token }) => !present.has(token));
  const targets = [...returning, ...document.targets];
  return {
    ...document,
    credentialId: document.credentialId ?? parked?.credentialId ?? samples.credentialId,
    topic: [document.topic, parked?.topic ?? '', samples.topic].find((topic) => topic !== '') ?? '',
    targets: targets.length === 0 ? [{ token: samples.token, name: samples.device }] : targets,
  };
}
