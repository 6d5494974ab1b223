import { toAppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import send from '../send/send.module.css';
import classes from './crash.module.css';

interface CrashTextProps {
  readonly sha256: string;
  readonly units: number;
  /** All of it stands there. */
  readonly onAll: () => void;
}

/** A report in words, all of it. Parts that are out of sight cost the browser nothing. */
export function CrashText({ sha256, units, onAll }: CrashTextProps) {
  const { t } = useTexts();
  const { client, setFailure } = useCore();
  const [parts, setParts] = useState<readonly string[]>([]);
  const [read, setRead] = useState(0);
  useEffect(() => {
    let current = true;
    const readAll = async () => {
      let begun = '';
      for (let offset = 0; current && offset < units; ) {
        const { part } = await client.call(shellPage.crashText, { sha256, offset });
        if (!current || part === '') return;
        offset += part.length;
        // Each part is a block of its own: none ends within a line, as long as there are lines.
        const text = begun + part;
        const end = offset < units ? text.lastIndexOf('\n') + 1 || text.length : text.length;
        begun = text.slice(end);
        setParts((before) => [...before, text.slice(0, end)]);
        setRead(offset);
      }
    };
    readAll().catch((thrown) => setFailure(toAppError(thrown)));
    return () => {
      current = false;
    };
  }, [client, setFailure, sha256, units]);
  useEffect(() => {
    if (read >= units) onAll();
  }, [read, units, onAll]);
  return (
    <>
      <Text size="sm" role="status">
        {read < units ? t('crash.reading') : t('crash.allOfIt')}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={send.exact} tabIndex={0} aria-label={t('crash.textLabel')}>
        {parts.map((part, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text
          <span key={place} className={classes.part}>
            {part}
          </span>
        ))}
      </section>
    </>
  );
}
