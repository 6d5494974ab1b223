import { type AppError, toAppError } from '@alongside/base';
import { verifyLedger } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { readVouching } from '@alongside/identity';
import { type KeptWithTicket, shellPage } from '@alongside/protocol';
import { type CheckRecord, ErrorState, RecordView, useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useCore, useObservable } from '../core/core-context.tsx';
import { KeepRecord } from '../keep/keep-record.tsx';
import { type ReadExport, readExport } from '../parts/read-export.ts';
import classes from './past-record.module.css';

const checkRecord: CheckRecord = async (text) => {
  const crypto = webCrypto();
  const verification = await verifyLedger(text, crypto);
  return { verification, vouching: await readVouching(verification.events[0], crypto) };
};

export interface PastRecordProps {
  readonly sessionId: string;
  readonly number: number;
  /** Words are erased only from what is over. */
  readonly ended: boolean;
  readonly kept: KeptWithTicket | null | undefined;
  readonly onKept: () => void;
  readonly onBack: () => void;
}

/** One session's record, checked in this page, with the words of it to erase. */
export function PastRecord({ sessionId, number, ended, kept, onKept, onBack }: PastRecordProps) {
  const { t } = useTexts();
  const { client } = useCore();
  const view = useObservable(client.view);
  const [read, setRead] = useState<ReadExport | AppError>();
  const load = useCallback(() => {
    readExport(client, sessionId)
      .then(setRead)
      .catch((thrown) => setRead(toAppError(thrown)));
  }, [client, sessionId]);
  useEffect(load, [load]);
  return (
    <Stack gap="md">
      <div className={classes.screenOnly}>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('record.back')}
        </Anchor>
      </div>
      {read === undefined ? <Skeleton height={320} aria-busy aria-label={t('record.reading')} role="status" /> : null}
      {read !== undefined && 'code' in read ? (
        <ErrorState
          happened={t('record.failed.happened')}
          safe={t('record.failed.safe')}
          todo={t('record.failed.todo')}
          code={read.code}
          onRetry={load}
        />
      ) : null}
      {read !== undefined && 'text' in read ? (
        <>
          <RecordView text={read.text} check={checkRecord} order={1} ownKey={read.ownKey} />
          {ended && view ? (
            <div className={classes.screenOnly}>
              <KeepRecord sessionId={sessionId} number={number} kept={kept} view={view} onChange={onKept} />
            </div>
          ) : null}
          {ended ? <EraseWords sessionId={sessionId} onErased={load} /> : null}
        </>
      ) : null}
    </Stack>
  );
}

function EraseWords({ sessionId, onErased }: { sessionId: string; onErased: () => void }) {
  const { t } = useTexts();
  const { client, setFailure } = useCore();
  const [asked, setAsked] = useState(false);
  const [erasing, setErasing] = useState(false);
  const erase = async () => {
    setErasing(true);
    try {
      await client.call(shellPage.historyErase, { sessionId });
      setAsked(false);
      onErased();
    } catch (thrown) {
      setFailure(toAppError(thrown));
    } finally {
      setErasing(false);
    }
  };
  if (!asked) {
    return (
      <div className={classes.screenOnly}>
        <Anchor component="button" type="button" size="sm" onClick={() => setAsked(true)}>
          {t('record.erase.ask')}
        </Anchor>
      </div>
    );
  }
  return (
    <Alert variant="outline" color="viewed" title={t('record.erase.title')} className={classes.screenOnly}>
      <Stack gap="sm">
        <Text size="sm">{t('record.erase.text')}</Text>
        <Group gap="sm">
          <Button variant="default" onClick={() => setAsked(false)}>
            {t('record.erase.keep')}
          </Button>
          <Button variant="default" disabled={erasing} onClick={() => void erase()}>
            {t('record.erase.do')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
