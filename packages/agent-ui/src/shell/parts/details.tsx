import { Anchor, Stack } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';

export interface DetailsProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A line that opens what stands behind it. */
export function Details({ label, children }: DetailsProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <Stack gap="sm">
      <div>
        <Anchor component="button" type="button" size="sm" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {label}
        </Anchor>
      </div>
      <div id={id} hidden={!open}>
        {open ? children : null}
      </div>
    </Stack>
  );
}
