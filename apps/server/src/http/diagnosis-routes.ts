import { AppError } from '@alongside/base';
import { audienceOf, sees } from '@alongside/desk';
import { type DiagnosisSummary, http } from '@alongside/protocol';
import { reaches } from '../desk/reach.ts';
import { checksIn, reportSeenBy } from '../desk/report-reader.ts';
import { boardTicket } from '../desk/ticket-board.ts';
import type { Stores } from '../storage/stores.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
}

/** Reports of checks, for those who help. Whose permission reaches their own tickets alone sees what was sent with these. */
export function registerDiagnosisRoutes({ register, stores, organisationId }: Dependencies): void {
  const { diagnoses, devices, tickets } = stores;

  const reachesTicket = async (call: Call<unknown>, ticketId: string): Promise<boolean> => {
    const record = await tickets.find(organisationId, ticketId);
    return record !== undefined && reaches(signedIn(call), 'diagnoses.read', boardTicket(record));
  };
  const reachesReport = async (call: Call<unknown>, { ticket }: DiagnosisSummary): Promise<boolean> =>
    call.scope === 'all' || (ticket !== null && (await reachesTicket(call, ticket.id)));
  const seen = (call: Call<unknown>, summary: DiagnosisSummary): DiagnosisSummary =>
    sees({ audience: audienceOf(signedIn(call).user) }, 'device')
      ? summary
      : { ...summary, device: { ...summary.device, name: '' } };
  const find = async (call: Call<unknown>) => {
    const id = call.params.id ?? '';
    const [row, summary] = await Promise.all([diagnoses.find(organisationId, id), diagnoses.summary(organisationId, id)]);
    if (!row || !summary || !(await reachesReport(call, summary)))
      throw new AppError('report.not-found', 'there is no such report');
    return { row, summary };
  };

  register(http.deviceDiagnoses, async (call) => {
    const device = await devices.find(organisationId, call.params.id ?? '');
    if (!device || device.retiredAt !== null) throw new AppError('device.unknown', 'there is no such device');
    const reports = await diagnoses.ofDevice(organisationId, device.id);
    const mine = await Promise.all(reports.map((report) => reachesReport(call, report)));
    return reports.filter((_report, at) => mine[at]).map((report) => seen(call, report));
  });

  register(http.ticketDiagnoses, async (call) => {
    const id = call.params.id ?? '';
    if (!(await reachesTicket(call, id))) throw new AppError('ticket.not-found', 'there is no such ticket');
    return (await diagnoses.ofTicket(organisationId, id)).map((report) => seen(call, report));
  });

  register(http.diagnosis, async (call) => {
    const { row, summary } = await find(call);
    const body = reportSeenBy(signedIn(call).user, row.body);
    return { summary: seen(call, summary), sha256: row.sha256, body, reduced: body !== row.body };
  });

  register(http.diagnosisElsewhere, async (call) => {
    const { row } = await find(call);
    if (call.scope !== 'all') return [];
    const shown = new Set(checksIn(reportSeenBy(signedIn(call).user, row.body)));
    return (await diagnoses.elsewhere(organisationId, row.id)).filter(({ check }) => shown.has(check));
  });
}
