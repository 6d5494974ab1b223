import type { session } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Badge } from '@mantine/core';
import { IconEye, IconHeadset } from '@tabler/icons-react';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { useObservable } from '../shared/use-observable.ts';

/** Who reads along, where one writes. Heard when somebody comes. */
export function CompanyLine({ company }: { readonly company: session.Company }) {
  const { t } = useTexts();
  return (
    <div role="status">
      {company.map(({ name, part }) => (
        <div key={`${part} ${name}`}>{t(`company.${part}`, { name })}</div>
      ))}
    </div>
  );
}

/** Who else is there, whatever part of the page is looked at. */
export function CompanyMark({ session }: { readonly session: ClaimedTicket }) {
  const { t } = useTexts();
  return useObservable(session.company).map(({ name, part }) => (
    <Badge
      key={`${part} ${name}`}
      variant="outline"
      color={part === 'watches' ? 'viewed' : 'idle'}
      tt="none"
      maw={240}
      style={{ flex: 'none' }}
      styles={{ section: { marginInlineEnd: 4 } }}
      leftSection={
        part === 'watches' ? <IconEye size={14} stroke={1.5} aria-hidden /> : <IconHeadset size={14} stroke={1.5} aria-hidden />
      }
    >
      {t(`company.mark.${part}`, { name })}
    </Badge>
  ));
}
