import { http } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import type { RegisterRoute } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
}

/** How requests can come in beside the agent. */
export function registerIntakeRoutes({ register, stores, organisationId }: Dependencies): void {
  register(http.intakeRead, async () => ({ form: await stores.intake.formIsOpen(organisationId) }));
  register(http.intakeWrite, async ({ body }) => {
    await stores.intake.openForm(organisationId, body.form);
    return { ok: true } as const;
  });
}
