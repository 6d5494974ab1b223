import type { DeskNotice } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { ActionIcon, Indicator, Menu, Text, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMarkRead, useNoticeList } from './use-notice-list.ts';

const MOST_SHOWN = 99;
/** As wide as the column that it stands in, so that it needs no place outside of it. */
const DROPDOWN = { dropdown: { maxHeight: 420, overflowY: 'auto' } } as const;

/** What happened to one's tickets: how much of it is unread, a list, and each leads to its ticket. */
export function NoticeBell() {
  const { t } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const list = useNoticeList();
  const mark = useMarkRead();
  const unread = list.data?.unread ?? 0;
  const notices = list.data?.notices ?? [];
  const label = unread === 0 ? t('bell.title') : t('bell.withUnread', { count: unread, value: formats.number(unread) });
  const open = ({ id, ticketId, read }: DeskNotice) => {
    if (!read) mark.mutate([id]);
    void navigate({ to: '/tickets/$ticketId', params: { ticketId } });
  };
  return (
    <Menu position="bottom-end" width={248} shadow="sm" withinPortal={false} styles={DROPDOWN}>
      <Tooltip label={label} position="right">
        <Indicator
          disabled={unread === 0}
          label={unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          size={16}
          offset={6}
          color="idle"
          styles={{ indicator: { pointerEvents: 'none', paddingInline: 4 } }}
        >
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" c="inherit" aria-label={label}>
              <IconBell size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Menu.Target>
        </Indicator>
      </Tooltip>
      <Menu.Dropdown>
        <Menu.Label>{t('bell.title')}</Menu.Label>
        {notices.length === 0 ? (
          <Menu.Item disabled>{t(list.isError ? 'bell.failed' : 'bell.none')}</Menu.Item>
        ) : (
          notices.map((notice) => (
            <Menu.Item key={notice.id} onClick={() => open(notice)}>
              <Text size="sm" fw={notice.read ? 400 : 620}>
                {t(`bell.kind.${notice.kind}`, { number: notice.number })}
                {notice.read ? null : <span style={HIDDEN}> {t('bell.unread')}</span>}
              </Text>
              <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                {formats.dayAndTime(notice.at)}
              </Text>
            </Menu.Item>
          ))
        )}
        {unread === 0 ? null : (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => mark.mutate(null)}>{t('bell.readAll')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Bold says it to the eye; this to who listens. */
const HIDDEN = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' } as const;
