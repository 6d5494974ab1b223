import { Paper, Text } from '@mantine/core';
import classes from './own-words.module.css';

/** What the user wrote, shown back. */
export function OwnWords({ title, text }: { title: string; text: string }) {
  return (
    <Paper p="md" component="section" aria-label={title}>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <p className={classes.text}>{text}</p>
    </Paper>
  );
}
