import { type SessionView, shellPage } from '@alongside/protocol';
import { Terminal, type TerminalHandle, type TerminalSize, useTexts } from '@alongside/ui';
import { Tabs, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import classes from './shell-mirror.module.css';

/** Every command window of the technician's, as it is seen on the other side. */
export function ShellMirrors({ session }: { session: SessionView }) {
  const { t } = useTexts();
  const { shells, technician } = session;
  const { name } = technician;
  const [chosen, setChosen] = useState<string>();
  const current = shells.find(({ shellId }) => shellId === chosen) ?? shells[0];
  if (current === undefined) return null;
  return (
    <div className={classes.mirrors}>
      <Text size="sm" c="dimmed">
        {t('session.mirror.title', { name })}
      </Text>
      <Tabs value={current.shellId} onChange={(value) => setChosen(value ?? undefined)} keepMounted={false}>
        {shells.length < 2 ? null : (
          <Tabs.List>
            {shells.map(({ shellId, shell }, index) => (
              <Tabs.Tab key={shellId} value={shellId}>
                {t('session.mirror.name', { shell, index: index + 1 })}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        {shells.map(({ shellId, shell }, index) => (
          <Tabs.Panel key={shellId} value={shellId}>
            <ShellMirror shellId={shellId} label={t('session.mirror.label', { name, shell, index: index + 1 })} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}

function ShellMirror({ shellId, label }: { shellId: string; label: string }) {
  const { client, setFailure } = useCore();
  const { t } = useTexts();
  const skippedWords = useRef('');
  skippedWords.current = t('session.mirror.skipped');
  const terminal = useRef<TerminalHandle>(null);
  const [size, setSize] = useState<TerminalSize>({ cols: 80, rows: 24 });

  useEffect(() => {
    let closed = false;
    // The core sends no more than is drawn here, so that nothing waits behind it.
    const draw = (data: string) =>
      terminal.current?.write(data, (units) => client.notify(shellPage.mirrorDrawn, { shellId, units }));
    const output = client.onMirrorOutput((told) => {
      if (told.shellId !== shellId) return;
      if (told.skipped) {
        terminal.current?.reset();
        terminal.current?.write(`\u001b[7m${skippedWords.current}\u001b[0m\r\n`);
      }
      draw(told.data);
    });
    const resized = client.onMirrorResized((told) => {
      if (told.shellId === shellId) setSize({ cols: told.cols, rows: told.rows });
    });
    client
      .call(shellPage.mirrorOpen, { shellId })
      .then(({ cols, rows, recent }) => {
        if (closed) return;
        setSize({ cols, rows });
        terminal.current?.reset();
        draw(recent);
      })
      .catch(setFailure);
    return () => {
      closed = true;
      output.dispose();
      resized.dispose();
    };
  }, [client, setFailure, shellId]);

  return (
    <div className={classes.mirror}>
      <Terminal ref={terminal} label={label} readOnly size={size} />
    </div>
  );
}
