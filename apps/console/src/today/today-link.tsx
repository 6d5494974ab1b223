import { useFormats, useTexts } from '@alongside/ui';
import { Button, Indicator } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useWishes } from './use-today.ts';

/** The way to the figures, with how many users ask for whoever leads the desk. A new wish is told at once. */
export function TodayLink() {
  const { t } = useTexts();
  const { number } = useFormats();
  const { client } = useDesk();
  const notices = useNotices();
  const wishes = useWishes();
  useEffect(() => {
    const told = client.onTicketChanged(({ event: { body, actor } }) => {
      if (body.type === 'manager-asked') notices.said(t('today.wish', { name: actor.name }));
    });
    return () => told.dispose();
  }, [client, notices, t]);
  return (
    <Indicator
      disabled={wishes === 0}
      label={number(wishes)}
      size={16}
      offset={4}
      color="stop"
      styles={{ indicator: { pointerEvents: 'none', paddingInline: 4 } }}
    >
      <Button
        variant="default"
        size="compact-md"
        fullWidth
        leftSection={<IconChartBar size={18} stroke={1.5} aria-hidden />}
        aria-label={wishes === 0 ? t('today.title') : t('today.withWishes', { count: wishes })}
        renderRoot={(props) => <Link to="/today" {...props} />}
      >
        {t('today.title')}
      </Button>
    </Indicator>
  );
}
