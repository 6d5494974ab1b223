import type { Generated } from 'kysely';
/** People from outside, and what they may have of tickets. */
export interface VendorTables {
  vendors: VendorTable;
  vendorPackages: VendorPackageTable;
}

interface VendorTable {
  id: string;
  organisationId: string;
  name: string;
  contacts: string;
  contract: string;
  portal: string;
  answerWithinHours: number;
  version: Generated<number>;
  changedBy: Generated<string | null>;
}

/** By its hash; never changed. */
interface VendorPackageTable {
  organisationId: string;
  sha256: string;
  ticketId: string;
  madeAt: number;
  /** Canonical JSON of protocol's `vendorPackage`. */
  text: string;
}
