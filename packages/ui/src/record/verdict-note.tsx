import type { Verification } from '@alongside/consent';
import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

const LOOKS = {
  good: { color: 'idle', icon: IconCircleCheck },
  unfinished: { color: 'viewed', icon: IconAlertTriangle },
  broken: { color: 'stop', icon: IconCircleX },
} as const;

export interface VerdictNoteProps {
  readonly verdict: Verification['verdict'];
  /** The verdict, then what goes with it. */
  readonly lines: readonly string[];
  readonly children?: ReactNode;
}

/** Whether a record holds, first and in words. */
export function VerdictNote({ verdict, lines: [title, ...more], children }: VerdictNoteProps) {
  const { color, icon: Icon } = LOOKS[verdict];
  return (
    <Alert
      role={verdict === 'broken' ? 'alert' : 'status'}
      variant="outline"
      color={color}
      title={title}
      icon={<Icon stroke={1.5} aria-hidden />}
    >
      <Stack gap={4}>
        {more.map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
        {children}
      </Stack>
    </Alert>
  );
}
