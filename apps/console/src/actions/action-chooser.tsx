import { type ActionRequest, type ScanFolder, scanFolder } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import classes from './actions.module.css';

/** Those that need nothing that was listed before. */
const CHOICES = ['scan-malware', 'list-updates', 'list-startup', 'clean-up'] as const;
type Choice = (typeof CHOICES)[number];

export interface ActionChooserProps {
  readonly userName: string;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly disabled: boolean;
  readonly onAsk: (request: ActionRequest) => void;
}

/** Which action, with what it takes, and why. */
export function ActionChooser({ userName, reason, onReason, disabled, onAsk }: ActionChooserProps) {
  const { t } = useTexts();
  const [choice, setChoice] = useState<Choice>('scan-malware');
  const [folder, setFolder] = useState<ScanFolder>('downloads');
  const [withNames, setWithNames] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (disabled) return;
    onAsk(choice === 'scan-malware' ? { action: choice, folder, withNames } : { action: choice });
  };
  return (
    <form onSubmit={submit} className={classes.chooser}>
      <Stack gap="sm">
        <Radio.Group
          label={t('actions.which')}
          value={choice}
          onChange={(next) => setChoice(CHOICES.find((each) => each === next) ?? 'scan-malware')}
        >
          <div className={classes.choices}>
            {CHOICES.map((each) => (
              <Radio key={each} value={each} label={t(`actions.name.${each}`)} description={t(`actions.does.${each}`)} />
            ))}
          </div>
        </Radio.Group>
        {choice === 'scan-malware' ? (
          <Group align="end">
            <NativeSelect
              label={t('actions.folder')}
              value={folder}
              onChange={(event) => setFolder(scanFolder.options.find((each) => each === event.target.value) ?? 'downloads')}
              data={scanFolder.options.map((value) => ({ value, label: t(`actions.folders.${value}`) }))}
            />
            <Checkbox
              label={t('actions.withNames')}
              description={t('actions.withNamesWhy', { name: userName })}
              checked={withNames}
              onChange={(event) => setWithNames(event.currentTarget.checked)}
            />
          </Group>
        ) : null}
        <Group align="end">
          <TextInput
            className={classes.reason ?? ''}
            label={t('ask.reason')}
            description={t('ask.reasonWhy', { name: userName })}
            required
            maxLength={300}
            value={reason}
            onChange={(event) => onReason(event.currentTarget.value)}
          />
          <Button type="submit" disabled={disabled}>
            {t('ask.go', { name: userName })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
