import type { EnvironmentKind } from '#shared/apns/push';

/** The theme colour of each environment: calm where nothing can happen, red for production. */
export const ENVIRONMENT_COLORS: Readonly<Record<EnvironmentKind, string>> = {
  simulator: 'violet',
  sandbox: 'amber',
  production: 'red',
  custom: 'teal',
};
