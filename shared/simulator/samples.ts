import type { DeviceState, SimulatedDevice } from './model.js';

/** The bundle ID of the app that the simulated devices have installed. */
export const SAMPLE_TOPIC = 'com.example.pushdeck';
/** The team that owns {@link SAMPLE_TOPIC} and the sample APNs keys. */
export const SAMPLE_TEAM_ID = 'PUSHDECK00';
/** The active iPhone: a push to this token with the topic {@link SAMPLE_TOPIC} is accepted and shown. */
export const SAMPLE_TOKEN = 'fb2871571affd210cb13298b00641682753246af2462a16bb36f23ee62e3e754';
/** The name of that iPhone. */
export const SAMPLE_DEVICE = 'iPhone';

const GONE_AT_MS = Date.UTC(2026, 0, 15, 9, 30);

const device = (
  name: string,
  token: string,
  topicSuffix = '',
  state: DeviceState = 'active',
): SimulatedDevice => ({
  name,
  token,
  topics: [SAMPLE_TOPIC + topicSuffix],
  state,
  goneAtMs: state === 'unregistered' || state === 'expired' ? GONE_AT_MS : null,
});

/**
 * The devices of a fresh simulator, one for every kind of token, so that every push type can be tried without
 * setting anything up. The tokens never change: people and scripts write them down.
 */
export const SAMPLE_DEVICES: readonly SimulatedDevice[] = [
  device(SAMPLE_DEVICE, SAMPLE_TOKEN),
  device('iPad (offline)', 'a4eb0d054ba102a4d40e8240ba06377161ac83a938d3923ab80bf23fbe83bc6f', '', 'offline'),
  device(
    'Old iPhone (app removed)',
    '970adabaf934754b93e72bd10b3d714415cae35d21099d2a024f7dee241fdac9',
    '',
    'unregistered',
  ),
  device(
    'Forgotten iPhone (token expired)',
    '940da943ffaf07257602a254cff8690d2bd3a06952c908cb4d2b4150d3063876',
    '',
    'expired',
  ),
  device('iPhone · VoIP', '8d125dff5e3b2a8d2587be6caef7702ab02e671d833965ec21a7b946c3661ba1', '.voip'),
  device(
    'iPhone · Live Activity',
    'b1ad2ea63bed139c5733c3d5661213e8a9119ff0b7da37b35dbbcd75b0b729c5',
    '.push-type.liveactivity',
  ),
  device(
    'iPhone · Push to Talk',
    '706cac1edb423dd071a168da1558d27541f5c91cedb32b8229609c1b5f6ac61f',
    '.voip-ptt',
  ),
  device(
    'iPhone · Location',
    'eb370621260df8a53fde35b6362a41158d28ebfd57e1ac38080d87fd04cd1513',
    '.location-query',
  ),
  device(
    'iPhone · Widgets',
    '6fa477a6c9bc294725290ecd0906722551939c84fac2427d9fd76c011552d87b',
    '.push-type.widgets',
  ),
  device(
    'iPhone · Controls',
    '65375f428ddae6fc7ab833f9049e692e40c2a27f50cf11adce78bd5d2bc29699',
    '.push-type.controls',
  ),
  device(
    'Apple Watch · Complication',
    'f0be8f0986c2ab293a56246c6eecfb1c6f32e9a488bafd1c9754a67d65461022',
    '.complication',
  ),
  device(
    'Mac · File Provider',
    'e17d380556332ff4398ec3f59f761480eead0c65d5d9cdcc499d550338d3204a',
    '.pushkit.fileprovider',
  ),
];

/** How the vault names the credentials that the simulator made for itself. */
export const SAMPLE_CREDENTIAL_IDS = { apnsKey: 'sample-key', identity: 'sample-identity' } as const;
