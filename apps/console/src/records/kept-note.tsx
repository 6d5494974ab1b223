import { AppError } from '@alongside/base';
import { compareKept } from '@alongside/consent';
import { http } from '@alongside/protocol';
import { type Intact, useTexts } from '@alongside/ui';
import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../desk/desk-context.ts';
import { useServices } from '../shared/services.ts';

/** For a view of a record. */
export const keptNote =
  (text: string) =>
  ({ session, proof }: Intact) => <KeptNote text={text} session={session} agentKey={proof.agentKey} />;

interface KeptNoteProps {
  /** A record that was found intact. */
  readonly text: string;
  readonly session: string;
  readonly agentKey: string;
}

/** A record beside what the server kept of it: only the session's number is sent, and the heads prove themselves. */
function KeptNote(props: KeptNoteProps) {
  const may = useMay();
  return may('records.read') ? <Compared {...props} /> : null;
}

function Compared({ text, session, agentKey }: KeptNoteProps) {
  const { t } = useTexts();
  const { api, crypto } = useServices();
  const kept = useQuery({
    queryKey: ['kept-heads', session, text.length],
    queryFn: async () => {
      const { device, heads } = await api.callRoute(http.sessionHeads, { params: { id: session } });
      return { device, comparison: await compareKept(text, heads, crypto) };
    },
    retry: false,
  });
  if (kept.isPending) return <Text size="sm">{t('ledger.kept.asking')}</Text>;
  if (kept.error !== null) {
    const unknown = kept.error instanceof AppError && kept.error.code === 'session.not-found';
    return <Text size="sm">{t(unknown ? 'ledger.kept.unknown' : 'ledger.kept.failed')}</Text>;
  }
  const { comparison, device } = kept.data;
  const told = t(`ledger.kept.${comparison.outcome}`, { ...comparison });
  const holds = comparison.outcome === 'same' || comparison.outcome === 'none';
  return (
    <>
      {holds ? <Text size="sm">{told}</Text> : <Alert role="alert" variant="outline" color="stop" title={told} />}
      <Text size="sm">
        {t(device.publicKey === agentKey ? 'ledger.kept.device' : 'ledger.kept.otherDevice', { name: device.name })}
      </Text>
    </>
  );
}
