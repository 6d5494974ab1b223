import type { ShellSession } from '@alongside/technician-core';
import { Terminal, type TerminalHandle, type TerminalSize, useTexts } from '@alongside/ui';
import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import classes from './commands-tab.module.css';

export interface ShellWindowProps {
  readonly shell: ShellSession;
  readonly userName: string;
  readonly onSize: (size: TerminalSize) => void;
  /** What stands beside the words that it has ended. */
  readonly openAgain: ReactNode;
}

/** A shell of the other machine in a window of this page. */
export function ShellWindow({ shell, userName, onSize, openAgain }: ShellWindowProps) {
  const { t } = useTexts();
  const notices = useNotices();
  const terminal = useRef<TerminalHandle>(null);
  const exit = useObservable(shell.exit);
  useEffect(() => {
    const view = terminal.current;
    if (view === null) return;
    view.reset();
    // Units that are drawn are acknowledged: the other side sends no more than fits on the way.
    const reading = shell.read((data) => view.write(data, (units) => shell.drawn(units)));
    view.focus();
    return () => reading.dispose();
  }, [shell]);
  const type = (data: string) => {
    try {
      shell.input(data);
    } catch (error) {
      notices.failed(error);
    }
  };
  return (
    <div className={classes.tab}>
      <Group className={classes.head} gap="sm" wrap="nowrap">
        <Text size="sm" fw={620} ff="monospace">
          {shell.shell}
        </Text>
        <Text size="sm" c="dimmed" style={{ flex: 1 }}>
          {t(shell.commandsReported ? 'commands.reported' : 'commands.asShown')}
          {shell.mayOutlive ? ` ${t('commands.mayOutlive')}` : null}
        </Text>
        {exit === undefined ? (
          <Button size="compact-sm" variant="default" onClick={() => void shell.close().catch(notices.failed)}>
            {t('commands.close')}
          </Button>
        ) : null}
      </Group>
      <div className={classes.terminal}>
        <Terminal
          ref={terminal}
          label={t('commands.label', { name: userName })}
          onInput={type}
          onSize={(size) => {
            onSize(size);
            shell.resize(size);
          }}
        />
      </div>
      {exit === undefined ? null : (
        <div className={classes.exit}>
          <div role="status" style={{ flex: 1 }}>
            <Text size="sm">
              {t(`commands.ended.${exit.reason}`, { code: exit.exitCode ?? exit.signal ?? '–', name: userName })}
            </Text>
            {exit.survivors.length === 0 ? null : (
              <Text size="sm">{t('commands.survivors', { list: exit.survivors.join(', ') })}</Text>
            )}
          </div>
          {openAgain}
        </div>
      )}
    </div>
  );
}
