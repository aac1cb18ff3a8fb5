import { createContext, type ReactNode, useContext, useState } from 'react';
import type { Client } from '#shared/contract/index';
import type { WorkspaceState } from '#shared/workspace/workspace';
import { useStream } from '../platform/use-stream.js';

const WorkspaceContext = createContext<WorkspaceState | null>(null);

const watchWorkspace = (client: Client, signal: AbortSignal): Promise<AsyncIterable<WorkspaceState>> =>
  client.workspace.watch(undefined, { signal });

/** Follows the workspace on disk: presets and devices, including changes by other programs. */
export function WorkspaceProvider({ children }: { readonly children: ReactNode }) {
  const [workspace, setWorkspace] = useState<WorkspaceState | null>(null);
  useStream(watchWorkspace, setWorkspace);
  return <WorkspaceContext value={workspace}>{children}</WorkspaceContext>;
}

/** `null` until it is read. */
export function useWorkspace(): WorkspaceState | null {
  return useContext(WorkspaceContext);
}
