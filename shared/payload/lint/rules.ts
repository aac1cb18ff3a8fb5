import { ALERT_RULES } from './alert-rules.js';
import { BACKGROUND_RULES } from './background-rules.js';
import { CREDENTIAL_RULES } from './credential-rules.js';
import { DATE_RULES } from './date-rules.js';
import { HEADER_RULES } from './header-rules.js';
import { JSON_RULES } from './json-rules.js';
import { KEY_RULES } from './key-rules.js';
import { LIVE_ACTIVITY_RULES } from './live-activity-rules.js';
import { PAYLOAD_RULES } from './payload-rules.js';
import type { LintRule } from './rule.js';
import { SAMPLE_RULES } from './sample-rules.js';
import { TYPE_RULES } from './type-rules.js';
import { VALUE_RULES } from './value-rules.js';

/** All rules. IDs are a public interface: renaming one is a breaking change. */
export const LINT_RULES: readonly LintRule[] = [
  ...JSON_RULES,
  ...PAYLOAD_RULES,
  ...KEY_RULES,
  ...VALUE_RULES,
  ...ALERT_RULES,
  ...BACKGROUND_RULES,
  ...DATE_RULES,
  ...LIVE_ACTIVITY_RULES,
  ...TYPE_RULES,
  ...HEADER_RULES,
  ...CREDENTIAL_RULES,
  ...SAMPLE_RULES,
];
