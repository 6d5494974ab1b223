import { toAppError } from '@alongside/base';
import { saveText, useTexts } from '@alongside/ui';
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
      const { text } = await readExport(client, sessionId);
      saveText(`alongside-${number}-${sessionId.slice(0, 8)}.json`, text, 'application/json');
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
