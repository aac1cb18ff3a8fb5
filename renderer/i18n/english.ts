import channels from '../locales/en/channels.json';
import compose from '../locales/en/compose.json';
import credentials from '../locales/en/credentials.json';
import doctor from '../locales/en/doctor.json';
import log from '../locales/en/log.json';
import payload from '../locales/en/payload.json';
import preview from '../locales/en/preview.json';
import scenarios from '../locales/en/scenarios.json';
import shell from '../locales/en/shell.json';
import simulator from '../locales/en/simulator.json';

/** All texts of the window in English. Their keys give the translation keys their type. */
export const english = {
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
