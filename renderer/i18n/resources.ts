import enChannels from '../locales/en/channels.json';
import enCompose from '../locales/en/compose.json';
import enCredentials from '../locales/en/credentials.json';
import enDoctor from '../locales/en/doctor.json';
import enLog from '../locales/en/log.json';
import enPayload from '../locales/en/payload.json';
import enPreview from '../locales/en/preview.json';
import enScenarios from '../locales/en/scenarios.json';
import enShell from '../locales/en/shell.json';
import enSimulator from '../locales/en/simulator.json';
import zhChannels from '../locales/zh/channels.json';
import zhCompose from '../locales/zh/compose.json';
import zhCredentials from '../locales/zh/credentials.json';
import zhDoctor from '../locales/zh/doctor.json';
import zhLog from '../locales/zh/log.json';
import zhPayload from '../locales/zh/payload.json';
import zhPreview from '../locales/zh/preview.json';
import zhScenarios from '../locales/zh/scenarios.json';
import zhShell from '../locales/zh/shell.json';
import zhSimulator from '../locales/zh/simulator.json';

/** Every sentence the renderer itself says. English is what the keys are typed by. */
export const resources = {
  en: {
    shell: enShell,
    compose: enCompose,
    payload: enPayload,
    preview: enPreview,
    log: enLog,
    simulator: enSimulator,
    credentials: enCredentials,
    doctor: enDoctor,
    channels: enChannels,
    scenarios: enScenarios,
  },
  zh: {
    shell: zhShell,
    compose: zhCompose,
    payload: zhPayload,
    preview: zhPreview,
    log: zhLog,
    simulator: zhSimulator,
    credentials: zhCredentials,
    doctor: zhDoctor,
    channels: zhChannels,
    scenarios: zhScenarios,
  },
} as const;
