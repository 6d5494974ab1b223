import { http } from '@alongside/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew, readAnewOnline } from '../shared/read-anew.ts';
import { useServices } from '../shared/services.ts';
import { readSentReport } from './read-report.ts';

const REPORTS = 'check-reports';

/** The reports of a device or a ticket, newest first; read again whenever the server tells that one came or went. */
export function useReports(of: 'device' | 'ticket', id: string) {
  const { api } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: [REPORTS, of, id],
    queryFn: () => api.callRoute(of === 'device' ? http.deviceDiagnoses : http.ticketDiagnoses, { params: { id } }),
  });
  useEffect(() => {
    const subscription = client.onDiagnosis((change) => {
      if ((of === 'device' ? change.deviceId : change.ticketId) !== id) return;
      void readAnew(queries, [REPORTS, of, id]);
    });
    return () => subscription.dispose();
  }, [client, queries, of, id]);
  useEffect(() => {
    const subscription = readAnewOnline(client, queries, [REPORTS, of, id]);
    return () => subscription.dispose();
  }, [client, queries, of, id]);
  return list;
}

/** One report, its hash computed here. What was sent never changes, but it may be taken back. */
export function useReport(id: string) {
  const { api, crypto } = useServices();
  return useQuery({
    queryKey: [REPORTS, 'one', id],
    queryFn: async () => readSentReport(await api.callRoute(http.diagnosis, { params: { id } }), crypto),
    enabled: id !== '',
  });
}

export function useElsewhere(id: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: [REPORTS, 'elsewhere', id],
    queryFn: () => api.callRoute(http.diagnosisElsewhere, { params: { id } }),
  });
}
