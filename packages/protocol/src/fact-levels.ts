import type { FactName, PrivacyLevel } from './report.ts';

/** How much each fact says about people (desk.md 3.3): read and sent only where its level is allowed. */
export const FACT_LEVELS: Readonly<Record<FactName, PrivacyLevel>> = {
  operatingsystem: 'P1',
  hardware: 'P1',
  cpus: 'P1',
  memories: 'P0',
  drives: 'P1',
  networks: 'P1',
  batteries: 'P1',
  processes: 'P2',
  softwares: 'P2',
};
