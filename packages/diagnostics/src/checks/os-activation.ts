import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';

/** LicenseStatus of SoftwareLicensingProduct: 0 unlicensed, 1 licensed, 2 to 4 and 6 grace periods, 5 notification. */
const reading = z.strictObject({ states: z.array(z.int().min(0).max(6)).max(16) });
type Reading = z.infer<typeof reading>;

const LICENSED = 1;
const GRACE = [2, 3, 4, 6];

/** The application id is Windows itself's; products without a key are those that are not installed. */
const windows: Probe<Reading> = {
  async read(tools) {
    const filter = "ApplicationID='55c92734-d682-4d71-983e-d6ec3f16059f' AND PartialProductKey IS NOT NULL";
    const rows = await powershellRows(
      tools,
      `Get-CimInstance SoftwareLicensingProduct -Filter "${filter}" | Select-Object LicenseStatus`,
      z.object({ LicenseStatus: z.int().min(0).max(6) }),
      { limitMs: 20_000 },
    );
    return { states: rows.map(({ LicenseStatus }) => LicenseStatus).slice(0, 16) };
  },
};

/** Whether Windows is activated. Other systems have nothing of the kind. */
export const osActivation: Check = defineCheck({
  id: 'os.activation',
  lane: 'slow',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { windows },
  judge({ states }) {
    const licensed = states.includes(LICENSED);
    const grace = states.some((state) => GRACE.includes(state));
    return {
      status: licensed ? 'pass' : grace ? 'warn' : 'fail',
      evidence: [figure('activated', licensed, 'yes-no'), figure('state', states[0] ?? 0, 'count')],
    };
  },
  article: 'activation',
});
