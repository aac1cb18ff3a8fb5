import type { PushType } from '#shared/apns/push-types';
import { nodeAt } from '#shared/payload/json-tree';
import type { PayloadReading } from './payload-edits.js';

export const FORM_SECTION_IDS = [
  'liveActivity',
  'alert',
  'presentation',
  'behaviour',
  'reload',
  'fileProvider',
  'mdm',
  'custom',
] as const;
export type FormSectionId = (typeof FORM_SECTION_IDS)[number];

interface FormSectionRule {
  /** Push types whose payload is about this. `any` for all. */
  readonly pushTypes: readonly PushType[] | 'any';
  /** Where its keys lie: it is shown for every type that has one of them, so that nothing is out of reach. */
  readonly pointers: readonly string[];
}

/** Which parts of the form belong to which push type. */
export const FORM_SECTION_RULES: Readonly<Record<FormSectionId, FormSectionRule>> = {
  alert: { pushTypes: ['alert', 'liveactivity'], pointers: ['/aps/alert'] },
  liveActivity: {
    pushTypes: ['liveactivity'],
    pointers: ['/aps/event', '/aps/content-state', '/aps/attributes-type', '/aps/timestamp'],
  },
  presentation: {
    pushTypes: ['alert'],
    pointers: ['/aps/badge', '/aps/sound', '/aps/interruption-level', '/aps/relevance-score'],
  },
  behaviour: {
    pushTypes: ['alert', 'background'],
    pointers: ['/aps/thread-id', '/aps/category', '/aps/content-available', '/aps/mutable-content'],
  },
  reload: { pushTypes: ['widgets', 'controls'], pointers: ['/aps/content-changed'] },
  fileProvider: { pushTypes: ['fileprovider'], pointers: ['/container-identifier'] },
  mdm: { pushTypes: ['mdm'], pointers: ['/mdm'] },
  custom: { pushTypes: 'any', pointers: [] },
};

/** The sections to show, in order. */
export function sectionsFor(pushType: string, reading: PayloadReading): readonly FormSectionId[] {
  return FORM_SECTION_IDS.filter((id) => {
    const { pushTypes, pointers } = FORM_SECTION_RULES[id];
    return (
      pushTypes === 'any' ||
      pushTypes.some((type) => type === pushType) ||
      pointers.some((pointer) => nodeAt(reading.root, pointer) !== undefined)
    );
  });
}
