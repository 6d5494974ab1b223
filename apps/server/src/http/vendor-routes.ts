import { http } from '@alongside/protocol';
import type { VendorDesk } from '../desk/vendor-desk.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly ofTickets: <T>(action: (desk: { vendors: VendorDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;

/** Vendors, and what of a ticket goes to one. */
export function registerVendorRoutes({ register, ofTickets }: Dependencies): void {
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  const who = (call: Call<unknown>) => signedIn(call).user;

  register(http.vendors, () => ofTickets(({ vendors }) => vendors.list()));
  register(http.vendorCreate, async (call) => ({
    id: await ofTickets(({ vendors }) => vendors.create(call.body, who(call).name)),
  }));
  register(http.vendorWrite, async (call) => {
    await ofTickets(({ vendors }) => vendors.write({ ...call.body, id: idOf(call) }, who(call).name));
    return DONE;
  });
  register(http.vendorRemove, async (call) => {
    await ofTickets(({ vendors }) => vendors.remove(idOf(call)));
    return DONE;
  });

  register(http.vendorPreview, (call) => ofTickets(({ vendors }) => vendors.preview(who(call), idOf(call), call.body.vendorId)));
  register(http.vendorAsk, (call) => ofTickets(({ vendors }) => vendors.ask(who(call), idOf(call), call.body.vendorId)));
  register(http.vendorSent, async (call) => {
    await ofTickets(({ vendors }) => vendors.sent(who(call), idOf(call), call.body.reference));
    return DONE;
  });
  register(http.vendorPackageRead, (call) => ofTickets(({ vendors }) => vendors.read(who(call), idOf(call))));
}
