/**
 * The signals that ask a program to end: Ctrl+C, the system or `kill`, a terminal that was closed. Windows has the
 * first and the last.
 */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndSignal = (typeof END_SIGNALS)[number];

/** What a shell reports of a program that a signal ended: 128 and the number of the signal. */
export const STATUS_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
