import { useTexts } from '@alongside/ui';
import { Kbd, Modal, Table } from '@mantine/core';
import { LEAVE_CHORD } from '../screen/keyboard.ts';

const KEYS = ['/', 'j', 'k', 'c', 'q', 'p', 'r', 'n', 'o', 'x', 'g', 'e', 's', 't', 'd', 'a', '?'] as const;
const TEXT: Record<(typeof KEYS)[number], string> = {
  '/': 'search',
  j: 'down',
  k: 'up',
  c: 'claim',
  q: 'lists',
  p: 'phone',
  r: 'reply',
  n: 'note',
  o: 'owner',
  x: 'status',
  g: 'sort',
  e: 'handover',
  s: 'screen',
  t: 'commands',
  d: 'diagnosis',
  a: 'actions',
  '?': 'list',
};

/** The list that `?` opens. */
export function KeysHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Table verticalSpacing={4} withRowBorders={false}>
        <Table.Tbody>
          {KEYS.map((key) => (
            <Table.Tr key={key}>
              <Table.Td w={160}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{t(`keys.${TEXT[key]}`)}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td>
              <Kbd>{LEAVE_CHORD.label}</Kbd>
            </Table.Td>
            <Table.Td>{t('keys.leave')}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
