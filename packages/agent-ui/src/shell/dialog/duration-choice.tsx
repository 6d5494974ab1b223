import { useFormats, useTexts } from '@alongside/ui';
import { ActionIcon, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';

const MINUTE_MS = 60_000;
/** DESIGN 3.3: "this session" is at most 8 hours. */
export const SESSION_MS = 8 * 60 * MINUTE_MS;
/** ADR 31: whoever watches is shown the screen for this long at a time. */
export const WATCH_MS = 20 * MINUTE_MS;
const OFFERED_MS = [5 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, SESSION_MS];

/** "for 10 minutes", "for this session". */
export function useHowLong(): (durationMs: number) => string {
  const { t } = useTexts();
  const formats = useFormats();
  return (durationMs) =>
    durationMs >= SESSION_MS ? t('dialog.forSession') : t('dialog.forDuration', { duration: formats.duration(durationMs) });
}

export interface DurationChoiceProps {
  readonly asked: number;
  /** The organisation's rules let it last no longer. */
  readonly longest: number;
  readonly onChoose: (durationMs: number) => void;
}

/** The small arrow beside Allow. What the technician asked for stands among the usual ones. */
export function DurationChoice({ asked, longest, onChoose }: DurationChoiceProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const offered = [...new Set([...OFFERED_MS, asked])].filter((durationMs) => durationMs <= longest).sort((a, b) => a - b);
  return (
    <Menu position="top-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon variant="default" size="input-md" aria-label={t('dialog.chooseDuration')}>
          <IconChevronDown size={20} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((durationMs) => (
          <Menu.Item key={durationMs} onClick={() => onChoose(durationMs)}>
            {durationMs >= SESSION_MS ? t('dialog.sessionAtMost') : formats.duration(durationMs)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
