import data from './thresholds.json' with { type: 'json' };

/** One versioned file: what each check is held against, from where, and the code that is read out on the phone. */
export type Thresholds = typeof data;
export const thresholds = data;

interface Row {
  readonly code: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly source: string;
}

/** The data row of a check. */
export function rowOf(id: keyof Thresholds['checks']): Row {
  return data.checks[id] as Row;
}

/**
 * `DSK-02-7F`: the row's code, and eight bits that tell reports apart, so that a caller's words find the report. They
 * are a checksum (CRC-8, polynomial 0x07) over report and check, and no secret.
 */
export function findingCode(id: keyof Thresholds['checks'], reportId: string): string {
  let crc = 0;
  for (const unit of `${reportId} ${id}`) {
    crc ^= unit.charCodeAt(0) & 0xff;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff;
  }
  return `${rowOf(id).code}-${crc.toString(16).toUpperCase().padStart(2, '0')}`;
}
