import type { FindingLine } from '@alongside/diagnostics';
import { useTexts } from '@alongside/ui';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { FixPanel } from '../fix/fix-panel.tsx';

/** What can be done about a finding from here. */
export function FindingActions({ line }: { line: FindingLine }) {
  const { t } = useTexts();
  const [fixing, setFixing] = useState(false);
  const { fix } = line;
  if (fix === null) return null;
  if (fixing) return <FixPanel fix={fix} check={line.check} onClose={() => setFixing(false)} />;
  return (
    <Group gap="sm">
      <Button variant="default" size="sm" onClick={() => setFixing(true)}>
        {t(`fix.${fix}.open`)}
      </Button>
    </Group>
  );
}
