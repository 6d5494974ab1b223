import { toAppError } from '@alongside/base';
import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { readExport } from './read-export.ts';

export interface SaveRecordProps {
  readonly sessionId: string;
  readonly number: number;
}

/** Hands the session's record to the browser as a file. */
export function SaveRecord({ sessionId, number }: SaveRecordProps) {
  const { t } = useTexts();
  const { client, setFailure } = useCore();
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      download(`alongside-${number}-${sessionId.slice(0, 8)}.json`, await readExport(client, sessionId));
    } catch (thrown) {
      setFailure(toAppError(thrown));
    } finally {
      setSaving(false);
    }
  };
  return (
    <Button
      variant="default"
      disabled={saving}
      aria-label={saving ? undefined : t('history.saveLabel', { number })}
      onClick={() => void save()}
    >
      {t(saving ? 'ended.saving' : 'ended.save')}
    </Button>
  );
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
