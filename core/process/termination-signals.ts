/**
 * The signals that ask a program to end: Ctrl+C, the system or `kill`, a closed terminal. Windows has the first and
 * the last.
 */
export const TERMINATION_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type TerminationSignal = (typeof TERMINATION_SIGNALS)[number];

/** The exit status of a program that was ended by a signal, as in a shell: 128 plus the signal number. */
export const SIGNAL_EXIT_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
