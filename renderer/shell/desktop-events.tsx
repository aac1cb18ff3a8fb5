import { spotlight } from '@mantine/spotlight';
import { useEffect, useEffectEvent } from 'react';
import type { ComposeLink } from '#shared/contract/deep-link';
import type { DesktopCommand, DesktopEvent } from '#shared/contract/desktop-bridge';
import { omitUndefined } from '#shared/omit-undefined';
import { addTargets } from '../state/add-targets.js';
import { useCompose } from '../state/compose-context.js';
import type { ComposeDocument } from '../state/compose-document.js';
import { useSending } from '../state/sending-context.js';
import { useOpenFiles } from '../window/file-drop.js';
import { goTo } from '../window/navigation.js';
import { isDialogOpen } from '../window/use-shortcuts.js';

/** Handles events of the desktop host: files and links opened through the system, and the native menu. */
export function DesktopEvents() {
  const openFiles = useOpenFiles();
  const { update } = useCompose();
  const { start } = useSending();

  const runCommand = (command: DesktopCommand): void => {
    if (isDialogOpen()) return;
    switch (command) {
      case 'send':
        goTo('compose');
        start();
        return;
      case 'settings':
        goTo('settings');
        return;
      case 'find':
        spotlight.open();
        return;
    }
  };
  const onEvent = useEffectEvent((event: DesktopEvent) => {
    switch (event.kind) {
      case 'files':
        openFiles({ files: event.files.map(({ name, bytes }) => toFile(name, bytes)), folders: [] });
        return;
      case 'link':
        if (event.link.kind === 'compose') {
          update(changeOf(event.link));
          goTo('compose');
        } else {
          goTo('history', { [event.link.kind]: event.link.id });
        }
        return;
      case 'command':
        runCommand(event.command);
        return;
    }
  });
  useEffect(() => window.pushdeck?.subscribe((event) => onEvent(event)), []);
  return null;
}

function toFile(name: string, bytes: Uint8Array): File {
  return new File([new Uint8Array(bytes)], name);
}

/** The fields that a link sets; all others stay unchanged. */
function changeOf(link: ComposeLink): Partial<ComposeDocument> {
  return {
    ...(link.environment === undefined ? {} : { environment: { kind: link.environment } }),
    ...(link.token === undefined ? {} : { targets: addTargets([], link.token).targets }),
    ...omitUndefined({ topic: link.topic, pushType: link.pushType, payload: link.payload }),
  };
}
