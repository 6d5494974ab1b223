import type { ActionResult, ActionView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Code, Text } from '@mantine/core';
import classes from '../dialog/dialog.module.css';
import { learned, useActionGaps } from './action-gaps.ts';

type Ended = Extract<ActionView, { state: 'ended' }>;

/** What came of it, all of it, and how much of that the technician was told. */
export function ActionOutcome({ action, name }: { action: Ended; name: string }) {
  const { t } = useTexts();
  const { outcome, result, code, preview } = action;
  return (
    <>
      <div role="status">
        {outcome === 'failed' ? (
          <Text>
            {t('action.failed')} <Code>{code}</Code>
          </Text>
        ) : null}
        {outcome === 'cancelled' ? <Text>{t('action.cancelled')}</Text> : null}
        {result === null ? null : <Result result={result} action={action} />}
      </div>
      <Text size="sm" c="dimmed">
        {outcome === 'done' ? t(`dialog.action.learned.${learned(preview)}`, { name }) : t('action.nothingTold', { name })}
      </Text>
    </>
  );
}

function Result({ result, action }: { result: ActionResult; action: Ended }) {
  const { t } = useTexts();
  const formats = useFormats();
  const gaps = useActionGaps(action.preview);
  switch (result.action) {
    case 'scan-malware':
      return (
        <>
          <Text fw={550}>
            {result.found > 0 ? t('action.scan-malware.found', { count: result.found }) : t('action.scan-malware.clean')}
          </Text>
          <List items={result.threats.map(({ threat, file }) => (file === null ? threat : `${threat}: ${file}`))} />
          {result.found > 0 ? <Text size="sm">{t('action.scan-malware.todo')}</Text> : null}
          {result.checked === null ? null : (
            <Text size="sm">
              {t('action.scan-malware.checked', { count: result.checked, figure: formats.number(result.checked) })}
            </Text>
          )}
          {result.skipped === 0 ? null : <Text size="sm">{t('action.scan-malware.skipped', { count: result.skipped })}</Text>}
        </>
      );
    case 'list-updates':
      return (
        <>
          <Text fw={550}>{t('action.list-updates.found', { count: result.count })}</Text>
          <List items={result.updates.map(({ name, to }) => `${name} ${to}`)} />
        </>
      );
    case 'apply-updates':
      return (
        <>
          {result.steps === null ? (
            <Text fw={550}>{t('action.apply-updates.updated', { count: result.updated })}</Text>
          ) : (
            <Text>
              {t('action.apply-updates.steps')} <Code>{result.steps}</Code>
            </Text>
          )}
          {result.left === 0 ? null : <Text size="sm">{t('action.apply-updates.left', { count: result.left })}</Text>}
        </>
      );
    case 'list-startup':
      return (
        <>
          <Text fw={550}>{t('action.list-startup.found', { count: result.items.filter(({ on }) => on).length })}</Text>
          <List items={result.items.map(({ name, on }) => (on ? name : t('action.list-startup.off', { item: name })))} />
        </>
      );
    case 'startup-off':
    case 'startup-on':
      return <Text fw={550}>{t(result.changed ? `action.${result.action}.done` : 'action.unchanged', gaps)}</Text>;
    case 'clean-up':
      return (
        <>
          <Text fw={550}>{t('action.clean-up.freed', { size: formats.bytes(result.bytes) })}</Text>
          {result.left === 0 ? null : <Text size="sm">{t('action.clean-up.left', { count: result.left })}</Text>}
        </>
      );
  }
}

function List({ items }: { items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={classes.concerned}>
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two findings may read alike, and the list never changes
        <li key={at}>
          <Text size="sm">{item}</Text>
        </li>
      ))}
    </ul>
  );
}
