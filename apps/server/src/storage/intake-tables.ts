/** How requests come in beside the agent. */
export interface IntakeTables {
  intakeSettings: IntakeSettingTable;
}

interface IntakeSettingTable {
  organisationId: string;
  /** 1: the public form is open. */
  form: number;
}
