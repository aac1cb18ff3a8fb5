import type { PushType } from '#shared/apns/push-types';
import { nodeAt } from '#shared/payload/json-tree';
import type { PayloadReading } from './payload-edits.js';

const FORM_SECTION_IDS = [
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
  /** The push types that use the section; `any` for all. */
  readonly pushTypes: readonly PushType[] | 'any';
  /**
   * The keys of the section. It is shown for every push type whose payload has one of them, so that all can be edited.
   */
  readonly pointers: readonly string[];
}

/** Which sections of the form each push type uses. */
const FORM_SECTION_RULES: Readonly<Record<FormSectionId, FormSectionRule>> = {
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
