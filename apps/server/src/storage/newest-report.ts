import { type AliasableExpression, expressionBuilder } from 'kysely';
import type { Tables } from './tables.ts';

/** For a query over `devices`: the id of each one's newest report, null where it sent none. */
export function newestReportId(): AliasableExpression<string | null> {
  return expressionBuilder<Tables, 'devices'>()
    .selectFrom('diagnosisReports as newest')
    .select('newest.id')
    .whereRef('newest.organisationId', '=', 'devices.organisationId')
    .whereRef('newest.deviceId', '=', 'devices.id')
    .orderBy('newest.receivedAt', 'desc')
    .orderBy('newest.id')
    .limit(1)
    .$asScalar();
}
