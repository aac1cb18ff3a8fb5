import { useEffect, useRef, useState } from 'react';
import type { DoctorStep } from '#shared/apns/doctor';
import type { Environment } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';

/** What to diagnose: an environment, and the credential and topic to use. */
export interface DiagnosisRequest {
  readonly environment: Environment;
  readonly credentialId: string | null;
  readonly topic?: string;
}

export type Diagnosis =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' | 'done'; readonly steps: readonly DoctorStep[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Runs one diagnosis at a time; a newer one, or leaving the screen, aborts it. */
export function useDiagnosis() {
  const client = useClient();
  const [diagnosis, setDiagnosis] = useState<Diagnosis>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(request: DiagnosisRequest): Promise<void> {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    let steps: readonly DoctorStep[] = [];
    setDiagnosis({ kind: 'running', steps });
    try {
      for await (const step of await client.push.doctor(request, { signal })) {
        if (signal.aborted) return;
        steps = [...steps, step];
        setDiagnosis({ kind: 'running', steps });
      }
      if (!signal.aborted) setDiagnosis({ kind: 'done', steps });
    } catch (error) {
      if (!signal.aborted) setDiagnosis({ kind: 'failed', error });
    }
  }

  function stop(): void {
    running.current?.abort();
    setDiagnosis((now) => (now.kind === 'running' ? { kind: 'done', steps: now.steps } : now));
  }

  return { diagnosis, run, stop };
}
