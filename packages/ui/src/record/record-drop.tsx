import { Button, FileButton, Group, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useUiTexts } from '../texts/use-texts.ts';
import { readRecordFile } from './read-record-file.ts';
import classes from './record.module.css';

export interface RecordDropProps {
  /** The file's text, whatever it is: the check says whether it is a record. */
  readonly onText: (text: string) => void;
}

/** Takes a record's file, dropped or chosen. It is read by this page and goes nowhere. */
export function RecordDrop({ onText }: RecordDropProps) {
  const t = useUiTexts();
  const [over, setOver] = useState(false);
  const take = (file: File | null | undefined) => {
    if (file) void readRecordFile(file).then(onText);
  };
  const handleDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <section
      className={classes.drop}
      data-over={over || undefined}
      aria-label={t('record.drop.label')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={handleDrop}
    >
      <Group gap="sm" wrap="nowrap">
        <IconFileImport size={24} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" style={{ flex: 1 }}>
          {t('record.drop.text')}
        </Text>
        <FileButton onChange={take} accept="application/json,.json">
          {(props) => (
            <Button variant="default" style={{ flex: 'none' }} {...props}>
              {t('record.drop.choose')}
            </Button>
          )}
        </FileButton>
      </Group>
    </section>
  );
}
