import type { Facts, Finding, Report, SystemName } from '@alongside/protocol';

/** What is known of one case, to hold against signatures. What nobody told is undefined, which is not the same as absent. */
export interface CaseFacts {
  /** By check; of checks that came to an answer. */
  readonly findings: ReadonlyMap<string, Pick<Finding, 'status' | 'evidence'>>;
  readonly software: readonly { readonly name: string; readonly version: string }[] | undefined;
  readonly system: { readonly system: SystemName; readonly name: string; readonly version: string } | undefined;
  readonly hardware: { readonly manufacturer: string; readonly model: string } | undefined;
  /** When the report was made. */
  readonly uptimeS: number | undefined;
  readonly networks: Known<'networks'> | undefined;
  readonly answers: Readonly<Record<string, string>>;
}

/** Of reports, the newest first: what the newest did not look at or was not told, an older one may have been. */
export function caseFacts(reports: readonly Report[], answers: Readonly<Record<string, string>>): CaseFacts {
  const findings = new Map<string, Pick<Finding, 'status' | 'evidence'>>();
  for (const report of reports) {
    for (const { check, status, evidence } of report.findings) {
      if (!findings.has(check)) findings.set(check, { status, evidence });
    }
  }
  const newest = reports[0];
  const os = known(reports, 'operatingsystem');
  const hardware = known(reports, 'hardware');
  return {
    findings,
    software: known(reports, 'softwares')?.listed,
    system: newest && os && { system: newest.meta.system, name: os.name, version: os.version },
    hardware: hardware && { manufacturer: hardware.manufacturer, model: hardware.model },
    uptimeS: os?.uptime_seconds,
    networks: known(reports, 'networks'),
    answers,
  };
}

type Known<N extends keyof Facts> = Extract<Facts[N], { status: 'known' }>['value'];

function known<N extends keyof Facts>(reports: readonly Report[], name: N): Known<N> | undefined {
  for (const { facts } of reports) {
    const fact: Facts[keyof Facts] = facts[name];
    if (fact.status === 'known') return fact.value as Known<N>;
  }
  return undefined;
}
