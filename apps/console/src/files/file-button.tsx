import { ATTACHMENT_TYPES, CRASH_REPORT } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, FileButton as Chooser } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import type { StagedFiles } from './use-staged-files.ts';

/** What a browser's own dialog shows first; the server looks at the bytes. */
const ACCEPT = Object.entries(ATTACHMENT_TYPES)
  .filter(([type]) => type !== CRASH_REPORT)
  .flatMap(([, ends]) => ends)
  .map((end) => `.${end}`)
  .join(',');

export function FileButton({ staged }: { readonly staged: StagedFiles }) {
  const { t } = useTexts();
  return (
    <Chooser multiple accept={ACCEPT} onChange={(files) => staged.add(files)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconPaperclip size={16} stroke={1.5} aria-hidden />}>
          {t('files.add')}
        </Button>
      )}
    </Chooser>
  );
}
