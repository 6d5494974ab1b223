import { AppError } from '@alongside/base';
import type { Role, TicketEvent } from '@alongside/protocol';
import type { TicketEventBody } from '../ticket-model.ts';
import { OUTSIDE_TIER } from '../visibility/audience.ts';

type Asked = Extract<TicketEventBody, { type: 'vendor-asked' }>;

/**
 * A ticket on its way to a vendor. The user's answer is to one package and one vendor; another package asks anew.
 *
 *   asked -> agreed -> sent
 *       \--> declined
 */
export type VendorHand = Pick<Asked, 'vendor' | 'package' | 'bytes'> & { readonly askedAt: number } & (
    | { readonly state: 'asked' }
    | { readonly state: 'agreed'; readonly answeredAt: number }
    | { readonly state: 'declined'; readonly answeredAt: number }
    | {
        readonly state: 'sent';
        readonly answeredAt: number;
        readonly sentAt: number;
        readonly reference: string;
        /** By the vendor's contract. */
        readonly dueAt: number;
      }
  );

export function nextVendorHand(before: VendorHand | null, { body, at }: TicketEvent): VendorHand | null {
  switch (body.type) {
    case 'vendor-asked':
      return { state: 'asked', vendor: body.vendor, package: body.package, bytes: body.bytes, askedAt: at };
    case 'vendor-answered':
      return before?.state === 'asked' && before.package === body.package
        ? { ...before, state: body.answer === 'yes' ? 'agreed' : 'declined', answeredAt: at }
        : before;
    case 'vendor-sent':
      return isAgreed(before)
        ? {
            ...before,
            state: 'sent',
            sentAt: before.state === 'sent' ? before.sentAt : at,
            reference: body.reference,
            dueAt: body.dueAt,
          }
        : before;
    default:
      return before;
  }
}

export function isAgreed(hand: VendorHand | null): hand is VendorHand & { readonly state: 'agreed' | 'sent' } {
  return hand?.state === 'agreed' || hand?.state === 'sent';
}

/** Throws `vendor.not-agreed` where a ticket would go to somebody from outside, or to a group of theirs, without its user's yes. */
export function mustBeAgreed(hand: VendorHand | null, to: { readonly role: Role } | { readonly tier: number }): void {
  const isOutside = 'role' in to ? to.role === 'vendor' : to.tier === OUTSIDE_TIER;
  if (isOutside && !isAgreed(hand)) throw notAgreed();
}

export function vendorRefusal(hand: VendorHand | null, body: TicketEventBody): AppError | undefined {
  switch (body.type) {
    case 'vendor-answered':
      if (hand?.state === 'asked' && hand.package === body.package) return undefined;
      return new AppError('vendor.not-asked', 'this is not asked any more');
    case 'vendor-sent':
      return isAgreed(hand) && hand.package === body.package ? undefined : notAgreed();
    default:
      return undefined;
  }
}

export function notAgreed(): AppError {
  return new AppError('vendor.not-agreed', 'its user has not said yes to this');
}
