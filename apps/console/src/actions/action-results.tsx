import type { ActionRequest, ActionResult } from '@alongside/protocol';
import type { DoneAction } from '@alongside/technician-core';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './actions.module.css';

export interface ActionResultsProps {
  readonly done: readonly DoneAction[];
  /** Nothing can be asked for now. */
  readonly disabled: boolean;
  readonly onAsk: (request: ActionRequest) => void;
}

/** What came of each, newest first, and what can be asked for by what was listed. */
export function ActionResults({ done, disabled, onAsk }: ActionResultsProps) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <ul className={classes.results} aria-label={t('actions.results')}>
      {done.map(({ runId, at, result }) => (
        <li key={runId} className={classes.result}>
          <Text fw={620} component="h2" fz="md">
            {t(`actions.name.${result.action}`)}
            <Text component="span" size="sm" c="dimmed">
              {` · ${formats.time(at)}`}
            </Text>
          </Text>
          <OneResult result={result} disabled={disabled} onAsk={onAsk} />
        </li>
      ))}
    </ul>
  );
}

function OneResult({ result, disabled, onAsk }: { result: ActionResult } & Omit<ActionResultsProps, 'done'>): ReactNode {
  const { t } = useTexts();
  const formats = useFormats();
  switch (result.action) {
    case 'scan-malware':
      return (
        <>
          <Text {...(result.found > 0 ? { c: 'var(--alongside-stop)' } : {})}>{t('actions.found', { count: result.found })}</Text>
          <ul>
            {result.threats.map(({ threat, file }) => (
              <li key={`${threat} ${file}`}>
                {threat}
                {file === null ? null : <Code ml={8}>{file}</Code>}
              </li>
            ))}
          </ul>
          <Text size="sm" c="dimmed">
            {result.checked === null ? t('actions.checkedUnknown') : t('actions.checked', { count: result.checked })}
            {result.skipped === 0 ? '' : ` ${t('actions.skipped', { count: result.skipped })}`}
          </Text>
        </>
      );
    case 'list-updates':
      return (
        <>
          <Text>{t('actions.updates', { count: result.count })}</Text>
          {result.count === 0 ? null : (
            <Button
              size="compact-sm"
              variant="default"
              disabled={disabled}
              onClick={() => onAsk({ action: 'apply-updates', listId: result.listId })}
            >
              {t('actions.install')}
            </Button>
          )}
          <ul>
            {result.updates.map(({ name, from, to, security }) => (
              <li key={name}>
                {name} <span className={classes.version}>{from === '' ? to : `${from} → ${to}`}</span>
                {security ? ` · ${t('actions.security')}` : ''}
              </li>
            ))}
          </ul>
          {result.count > result.updates.length ? (
            <Text size="sm">{t('actions.more', { count: result.count - result.updates.length })}</Text>
          ) : null}
        </>
      );
    case 'apply-updates':
      return (
        <>
          {result.steps === null ? <Text>{t('actions.updated', { count: result.updated })}</Text> : null}
          {result.left === 0 ? null : <Text size="sm">{t('actions.left', { count: result.left })}</Text>}
          {result.steps === null ? null : (
            <Text size="sm">
              {t('actions.steps')} <Code>{result.steps}</Code>
            </Text>
          )}
        </>
      );
    case 'list-startup':
      return (
        <ul className={classes.switches}>
          {result.items.map(({ itemId, name, on }) => (
            <li key={itemId} className={classes.item}>
              <span>{on ? name : t('actions.offItem', { item: name })}</span>
              <Button
                size="compact-sm"
                variant="default"
                disabled={disabled}
                aria-label={t(on ? 'actions.switchOffOf' : 'actions.switchOnOf', { item: name })}
                onClick={() => onAsk({ action: on ? 'startup-off' : 'startup-on', itemId })}
              >
                {t(on ? 'actions.switchOff' : 'actions.switchOn')}
              </Button>
            </li>
          ))}
        </ul>
      );
    case 'startup-off':
    case 'startup-on':
      return <Text>{t(result.changed ? `actions.changed.${result.action}` : 'actions.unchanged')}</Text>;
    case 'clean-up':
      return (
        <>
          <Text>{t('actions.freed', { size: formats.bytes(result.bytes), count: result.removed })}</Text>
          {result.left === 0 ? null : <Text size="sm">{t('actions.leftItems', { count: result.left })}</Text>}
        </>
      );
  }
}
