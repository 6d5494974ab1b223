import type { ActionState, Ask } from '@alongside/technician-core';
import { useTexts } from '@alongside/ui';
import { Button, Group, Progress, Text } from '@mantine/core';
import { Failure } from '../shared/failure.tsx';
import classes from './actions.module.css';

export interface CurrentActionProps {
  readonly current: ActionState;
  readonly asked: Ask | undefined;
  readonly userName: string;
  readonly onWithdraw: (askId: string) => void;
  readonly onCancel: () => void;
}

/** The one that is asked for or done now, with the way out of it; or why it came to nothing. */
export function CurrentAction({ current, asked, userName, onWithdraw, onCancel }: CurrentActionProps) {
  const { t } = useTexts();
  if (current.state === 'none') {
    const no = asked?.outcome === 'refused' || asked?.outcome === 'unanswered' ? asked.outcome : undefined;
    return no === undefined ? null : <Text role="status">{t(`actions.${no}`, { name: userName })}</Text>;
  }
  const name = t(`actions.name.${current.request.action}`);
  if (current.state === 'ended') return <Failure error={current.error} safe={t('actions.safe')} />;
  if (current.state === 'asked') {
    return (
      <Group className={classes.current ?? ''}>
        <Text role="status">{t('actions.asked', { what: name, name: userName })}</Text>
        <Button size="compact-md" variant="default" onClick={() => onWithdraw(current.askId)}>
          {t('allowed.withdraw')}
        </Button>
      </Group>
    );
  }
  const { progress } = current;
  const total = progress?.total ?? 0;
  return (
    <Group className={classes.current ?? ''} wrap="nowrap">
      <div className={classes.progress}>
        <Text size="sm" role="status">
          {total > 0
            ? t('actions.running', { what: name, done: progress?.done ?? 0, total })
            : t('actions.runningSo', { what: name })}
        </Text>
        <Progress.Root mt={4}>
          <Progress.Section
            value={total > 0 ? (100 * (progress?.done ?? 0)) / total : 100}
            animated={total === 0}
            striped={total === 0}
            aria-label={t('actions.progress')}
          />
        </Progress.Root>
      </div>
      <Button size="compact-md" variant="default" onClick={onCancel}>
        {t('actions.cancel')}
      </Button>
    </Group>
  );
}
