import { useTexts } from '@alongside/ui';
import { Anchor } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import classes from './health.module.css';

/** The way to the check of this computer. It says nothing of what was found: home alarms nobody. */
export function CheckLink({ onCheck }: { onCheck: () => void }) {
  const { t } = useTexts();
  return (
    <div>
      <Anchor component="button" type="button" onClick={onCheck} className={classes.link}>
        {t('health.link')}
        <IconChevronRight size={16} stroke={1.5} aria-hidden />
      </Anchor>
    </div>
  );
}
