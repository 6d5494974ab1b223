/** Vendors, and what of a ticket goes to one (vendors.ts has their forms). */
import { z } from 'zod';
import { id, line } from './common.ts';
import { done, none, route } from './route.ts';
import { keptPackage, MAX_VENDORS, shownPackage, vendorBody, vendorRecord } from './vendors.ts';

export const vendors = route('GET', '/api/vendors', 'vendors.use', 'Vendors, by name', {
  body: none,
  result: z.array(vendorRecord).max(MAX_VENDORS),
});
export const vendorCreate = route('POST', '/api/vendors', 'vendors.manage', 'A vendor', {
  body: vendorBody,
  result: z.strictObject({ id }),
});
/** `version`: that the change began with. Throws `settings.changed`, `by` whom, where it is another by now. */
export const vendorWrite = route('PUT', '/api/vendors/:id', 'vendors.manage', 'Changes a vendor', {
  body: vendorBody.extend({ version: vendorRecord.shape.version }),
  result: done,
});
/** Tickets keep its name. */
export const vendorRemove = route('POST', '/api/vendors/:id/remove', 'vendors.manage', 'Takes a vendor away', {
  body: z.strictObject({}),
  result: done,
});

/** Nothing is kept of it. Throws `vendor.not-found`, as the next does. */
export const vendorPreview = route('POST', '/api/tickets/:id/vendor/preview', 'vendors.use', 'What a vendor would get', {
  body: z.strictObject({ vendorId: id }),
  result: shownPackage,
});
/** The package is made and kept; its user reads the same bytes, and says yes or no to them. */
export const vendorAsk = route(
  'POST',
  '/api/tickets/:id/vendor/ask',
  'vendors.use',
  'Asks the user whether a vendor may have it',
  {
    body: z.strictObject({ vendorId: id }),
    result: shownPackage,
  },
);
/** Throws `vendor.not-agreed` while the user has not said yes to this package. A reference can be entered again. */
export const vendorSent = route(
  'POST',
  '/api/tickets/:id/vendor/sent',
  'vendors.use',
  'The vendor has it, under this reference',
  {
    body: z.strictObject({ reference: line(120) }),
    result: done,
  },
);
/**
 * Byte for byte, to be passed on. Throws `vendor.not-agreed` where the user has not said yes, for everybody; `auth.role` where
 * something in it is not for this reader.
 */
export const vendorPackageRead = route('GET', '/api/tickets/:id/vendor/package', 'tickets.read', 'What the user agreed to send', {
  body: none,
  result: keptPackage,
});
