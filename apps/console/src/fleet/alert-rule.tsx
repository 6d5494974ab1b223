import { alertTickets, http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { NativeSelect, Paper, Text } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useAlertRule, useFleetChange } from './use-fleet.ts';

/** Whether alerts open tickets by themselves; an admin's to say. */
export function AlertRule({ open, fails }: { readonly open: number; readonly fails: number }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const may = useMay()('organisation.write');
  const notices = useNotices();
  const rule = useAlertRule();
  const write = useFleetChange((api, tickets: 'off' | 'fail' | 'warn') =>
    api.callRoute(http.alertRuleWrite, { body: { tickets } }),
  );
  if (rule.data === undefined) return null;
  const { tickets } = rule.data;
  if (!may) {
    return (
      <Text size="sm" c="dimmed">
        {t(`alertRule.is.${tickets}`)}
      </Text>
    );
  }
  return (
    <Paper withBorder p="sm">
      <NativeSelect
        size="sm"
        maw={420}
        label={t('alertRule.label')}
        disabled={write.isPending}
        value={tickets}
        onChange={(event) =>
          write.mutate(alertTickets.catch('off').parse(event.currentTarget.value), {
            onSuccess: () => notices.said(t('alertRule.saved')),
            onError: notices.failed,
          })
        }
        data={alertTickets.options.map((value) => ({ value, label: t(`alertRule.choice.${value}`) }))}
      />
      <Text size="sm" c="dimmed" mt={4} maw="90ch">
        {t('alertRule.how')} {t('alertRule.why', { fails: number(fails), all: number(open) })}
      </Text>
    </Paper>
  );
}
