import { type ChannelsOn, channelsOf, kindsFor, staysOn } from '@alongside/desk';
import { NOTICE_CHANNELS, type NoticeChoice, type NoticeKind, type ToldRole } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Checkbox, Table, Text, VisuallyHidden } from '@mantine/core';

export interface ChannelTableProps {
  readonly label: string;
  readonly role: ToldRole;
  readonly canMail: boolean;
  readonly on: (kind: NoticeKind) => ChannelsOn;
  readonly onChange: (choice: NoticeChoice) => void;
}

/** One row a kind, one tick a way. Where there is no such way stands a dash; what cannot be switched off says so. */
export function ChannelTable({ label, role, canMail, on, onChange }: ChannelTableProps) {
  const { t } = useTexts();
  const ways = canMail ? NOTICE_CHANNELS : NOTICE_CHANNELS.filter((way) => way !== 'mail');
  return (
    // What is only for listeners stands in here too, and makes nothing wider.
    <Table.ScrollContainer minWidth={520} type="native" pos="relative">
      <Table fz="sm" verticalSpacing={6} w="auto" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('bell.what')}</Table.Th>
            {ways.map((way) => (
              <Table.Th key={way}>{t(`bell.way.${way}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kindsFor(role).map((kind) => {
            const now = on(kind);
            const event = t(`bell.event.${kind}`);
            return (
              <Table.Tr key={kind}>
                <Table.Td>
                  {event}
                  {staysOn(kind, 'bell', role) ? (
                    <Text size="xs" c="dimmed">
                      {t('bell.stays')}
                    </Text>
                  ) : null}
                </Table.Td>
                {ways.map((channel) => (
                  <Table.Td key={channel}>
                    {channelsOf(kind).includes(channel) ? (
                      <Checkbox
                        aria-label={t('bell.choose', { event, way: t(`bell.way.${channel}`) })}
                        checked={now[channel]}
                        disabled={staysOn(kind, channel, role)}
                        onChange={({ currentTarget: { checked } }) => onChange({ kind, channel, on: checked })}
                      />
                    ) : (
                      <>
                        <span aria-hidden>–</span>
                        <VisuallyHidden>{t('bell.noWay')}</VisuallyHidden>
                      </>
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
