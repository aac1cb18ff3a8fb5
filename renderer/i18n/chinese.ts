import channels from '../locales/zh/channels.json';
import compose from '../locales/zh/compose.json';
import credentials from '../locales/zh/credentials.json';
import doctor from '../locales/zh/doctor.json';
import log from '../locales/zh/log.json';
import payload from '../locales/zh/payload.json';
import preview from '../locales/zh/preview.json';
import scenarios from '../locales/zh/scenarios.json';
import shell from '../locales/zh/shell.json';
import simulator from '../locales/zh/simulator.json';

/** All texts of the window in Simplified Chinese. */
export const chinese = {
  shell,
  compose,
  payload,
  preview,
  log,
  simulator,
  credentials,
  doctor,
  channels,
  scenarios,
};
