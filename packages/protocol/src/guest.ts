/**
 * Between a page that the user of a ticket opened by its link and the server, on the socket `/ws/guest`. The page proves a
 * key of its own first. What it can say is this and no more: no request, report of a machine, scan, code or permission.
 */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import {
  type Capability,
  chatMessage,
  id,
  line,
  nonce,
  nothing,
  organisation,
  personName,
  prose,
  publicKey,
  signature,
} from './common.ts';
import { techniciansAvailable } from './device.ts';
import { followToken } from './ticket-case.ts';

export {
  deviceChatSaid,
  deviceChatSay,
  deviceIceServers,
  deviceSignal,
  deviceSignalled,
  joinAnswer,
  joinOffered,
  joinWithdrawn,
  organisationChanged,
  reportSend,
  requestStatus,
  sessionEnded,
  sessionLives,
  technicianPresence,
} from './device.ts';

/** The first frame of each connection. */
export const guestChallenge = notification('guest/challenge', { from: 'server', params: z.strictObject({ nonce }) });

/** What the page signs: it holds the key, opened this link, and is to be asked by this number. */
export function guestProofText(proof: { readonly nonce: string; readonly requestId: string; readonly token: string }): string {
  return `alongside-guest/1\n${proof.nonce}\n${proof.requestId}\n${proof.token}`;
}

/**
 * `requestId` is of the page's own making: it takes no offer to join that names another. Throws `auth.refused` for a link
 * that is none or no more, `ticket.wrong-state` for a request that is over, `device.online` where the computer that asked
 * is there itself, `environment.running-already` where another page of this link is, `policy.forbidden` where the
 * organisation has signed rules: such a page could not keep them.
 */
export const guestProve = request('guest/prove', {
  from: 'agent',
  params: z.strictObject({
    token: followToken,
    requestId: id,
    publicKey,
    /** `Chrome on Linux`, for the technician to read. */
    browser: line(60),
    /** The browser can show a screen at all. */
    screen: z.boolean(),
    signature,
  }),
  result: z.strictObject({
    guestId: id,
    number: z.int().min(1),
    requester: personName,
    text: prose(4000),
    chat: z.array(chatMessage).max(100),
    organisation,
    techniciansAvailable,
  }),
});
export type GuestTicket = z.infer<typeof guestProve.result>;

/** An answer says that the server still hears this page: of a network that went away a browser tells a page nothing. */
export const guestBeat = request('guest/beat', { from: 'agent', params: z.strictObject({}), result: nothing });

/** The user wants nobody to come to this page any more; the page may still report what was wrong. */
export const guestLeave = request('guest/leave', { from: 'agent', params: z.strictObject({}), result: nothing });

/**
 * Nobody comes to this page any more: its link was made anew, or the organisation has signed rules by now, as `guest/prove`
 * would say. It may still report what was wrong.
 */
export const guestOut = notification('guest/out', {
  from: 'server',
  params: z.strictObject({ code: z.enum(['auth.refused', 'policy.forbidden']) }),
});
export type GuestOut = z.infer<typeof guestOut.params>['code'];

/** All that such a page can be asked for: it has no machine behind it, and some browsers cannot show a screen. */
export function guestCapabilities(screen: boolean): readonly Capability[] {
  return screen ? ['screen.view'] : [];
}

/** Who the other side is where it is no program of the machine, as the technician's page is told. */
export const guestSide = z.strictObject({ browser: line(60), screen: z.boolean() });
export type GuestSide = z.infer<typeof guestSide>;
