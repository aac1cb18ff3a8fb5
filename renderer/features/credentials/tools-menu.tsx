import { Button, Menu } from '@mantine/core';
import { ChevronDown, FilePen, Link2, type LucideIcon, Repeat2, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConvertDialog } from './convert-dialog.js';
import { PairDialog } from './pair-dialog.js';
import { RequestDialog } from './request-dialog.js';

const TOOLS = ['request', 'pair', 'convert'] as const;
type Tool = (typeof TOOLS)[number];

const ICONS: Readonly<Record<Tool, LucideIcon>> = { request: FilePen, pair: Link2, convert: Repeat2 };

/** The tools that replace Keychain Access and OpenSSL. */
export function ToolsMenu() {
  const { t } = useTranslation('credentials');
  const [open, setOpen] = useState<Tool | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<Wrench size={13} aria-hidden />}
            rightSection={<ChevronDown size={12} aria-hidden />}
          >
            {t('tool.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {TOOLS.map((tool) => {
            const Icon = ICONS[tool];
            return (
              <Menu.Item
                key={tool}
                leftSection={<Icon size={14} aria-hidden />}
                onClick={() => setOpen(tool)}
              >
                {t(`tool.${tool}`)}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {open === 'request' && <RequestDialog onClose={close} />}
      {open === 'pair' && <PairDialog onClose={close} />}
      {open === 'convert' && <ConvertDialog credential={null} onClose={close} />}
    </>
  );
}
