import { useFormats, useTexts } from '@alongside/ui';
import { Badge, Button, VisuallyHidden } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useProblemNews, useProblems } from './use-problems.ts';

/** The way to known problems, with how many ask the developers. On every page, so that it also hears of new ones. */
export function ProblemsLink() {
  const { t } = useTexts();
  const { number } = useFormats();
  useProblemNews((asked) => t('problems.asks', { number: asked.number, title: asked.title, devices: number(asked.devices) }));
  const asking = useProblems().data?.filter(({ askedAt }) => askedAt !== null).length ?? 0;
  const label = asking === 0 ? t('problems.title') : t('problems.withAsked', { count: asking, value: number(asking) });
  return (
    <Button
      variant="default"
      size="compact-md"
      title={label}
      leftSection={<IconBug size={18} stroke={1.5} aria-hidden />}
      rightSection={
        asking === 0 ? null : (
          <Badge size="sm" circle color="viewed" aria-hidden>
            {asking}
          </Badge>
        )
      }
      renderRoot={(props) => <Link to="/problems/{-$problem}" params={{ problem: undefined }} {...props} />}
    >
      {asking === 0 ? (
        label
      ) : (
        <>
          <span aria-hidden>{t('problems.title')}</span>
          <VisuallyHidden>{label}</VisuallyHidden>
        </>
      )}
    </Button>
  );
}
