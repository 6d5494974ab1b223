import { z } from 'zod';
import { sha256 } from './common.ts';
import { diagnosisSummary, MAX_REPORT_BYTES, sameFinding } from './diagnosis.ts';
import { checkId } from './report.ts';
import { none, route } from './route.ts';

const list = z.array(diagnosisSummary).max(100);

export const deviceDiagnoses = route(
  'GET',
  '/api/devices/:id/diagnoses',
  'diagnoses.read',
  'Reports that a device has sent, the newest 100',
  { body: none, result: list },
);
export const ticketDiagnoses = route(
  'GET',
  '/api/tickets/:id/diagnoses',
  'diagnoses.read',
  'Reports that were sent with a ticket, the newest first',
  { body: none, result: list },
);
/** `body`: the bytes as the device sent them, to be hashed by the reader; `reduced` where something is not for this reader. */
export const diagnosis = route(
  'GET',
  '/api/diagnoses/:id',
  'diagnoses.read',
  'One report as it was sent, as far as it is for the reader',
  {
    body: none,
    result: z.strictObject({ summary: diagnosisSummary, sha256, body: z.string().max(MAX_REPORT_BYTES), reduced: z.boolean() }),
  },
);
export const diagnosisElsewhere = route(
  'GET',
  '/api/diagnoses/:id/elsewhere',
  'diagnoses.read',
  'Other devices whose newest report fails or warns at the same checks',
  {
    body: none,
    result: z.array(z.strictObject({ check: checkId, count: z.int().min(1), devices: z.array(sameFinding).max(10) })).max(100),
  },
);
