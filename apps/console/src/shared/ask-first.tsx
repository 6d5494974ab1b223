import { Button, Group, Popover, Text } from '@mantine/core';
import type { ReactElement } from 'react';

export interface AskFirstProps {
  /** The button that asks. */
  readonly children: ReactElement;
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  /** What is lost by it. */
  readonly why: string;
  readonly go: string;
  readonly keep: string;
  readonly pending?: boolean;
  readonly onGo: () => void;
}

/** Beside a button whose one press would be for good: what that ends, and the two ways on. */
export function AskFirst({ children, opened, onOpened, why, go, keep, pending = false, onGo }: AskFirstProps) {
  return (
    <Popover opened={opened} onChange={onOpened} withArrow trapFocus position="bottom-end">
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown maw={320}>
        <Text size="sm">{why}</Text>
        <Group mt="sm" gap="xs">
          <Button size="compact-sm" color="stop" loading={pending} onClick={onGo}>
            {go}
          </Button>
          {/* A key that is held must not answer the question. */}
          <Button data-autofocus size="compact-sm" variant="subtle" onClick={() => onOpened(false)}>
            {keep}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
