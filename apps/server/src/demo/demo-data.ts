import type { Clock, Crypto } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { generateSigningKey } from '@alongside/crypto';
import type { HelpDesk } from './desk/help-desk.ts';
import type { Stores } from './storage/stores.ts';

interface Dependencies {
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly desk: HelpDesk;
}

/** Under a name that can be no one's: RFC 2606 reserves `.example`. */
const TECHNICIANS = [
  { id: 'demo-technician-1', name: 'Ines Okafor', email: 'ines@demo.example' },
  { id: 'demo-technician-2', name: 'Jonas Lindqvist', email: 'jonas@demo.example' },
  { id: 'demo-technician-3', name: 'Mei Tanaka', email: 'mei@demo.example' },
] as const;

const DEVICES = [
  { id: 'demo-device-01', name: 'LT-4471', system: 'Windows 11' },
  { id: 'demo-device-02', name: 'RECEPTION-2', system: 'Windows 11' },
  { id: 'demo-device-03', name: 'warehouse-pc', system: 'Debian 12' },
  { id: 'demo-device-04', name: 'Design MacBook', system: 'macOS 15' },
  { id: 'demo-device-05', name: 'Meeting room 1', system: 'Ubuntu 24.04' },
] as const;

type End = 'waiting' | 'done' | 'cancelled';
const REQUESTS: readonly { device: number; name: string; text: string; minutesAgo: number; end: End }[] = [
  { device: 0, name: 'Amara', text: 'The printer in room 2 says it is offline.', minutesAgo: 8, end: 'waiting' },
  { device: 1, name: 'Front desk', text: 'The card reader is not found any more.', minutesAgo: 21, end: 'waiting' },
  {
    device: 2,
    name: 'Piotr',
    text: 'Labels come out twice.\nSince this morning, every second one.',
    minutesAgo: 34,
    end: 'waiting',
  },
  { device: 3, name: 'Lucía', text: 'Colours look wrong on the second screen.', minutesAgo: 55, end: 'waiting' },
  { device: 4, name: 'Room 1', text: 'No sound in video calls.', minutesAgo: 90, end: 'done' },
  { device: 0, name: 'Amara', text: 'I cannot open the shared calendar.', minutesAgo: 150, end: 'done' },
  { device: 1, name: 'Front desk', text: 'The screen goes dark after a minute.', minutesAgo: 200, end: 'cancelled' },
  { device: 2, name: 'Piotr', text: 'Scanner needs a new password?', minutesAgo: 260, end: 'done' },
  { device: 3, name: 'Lucía', text: 'The disk is almost full.', minutesAgo: 340, end: 'done' },
  { device: 4, name: 'Room 1', text: 'The camera shows a black picture.', minutesAgo: 420, end: 'done' },
  { device: 0, name: 'Amara', text: 'Mail asks for my password again and again.', minutesAgo: 1500, end: 'done' },
  { device: 2, name: 'Piotr', text: 'Very slow since the update.', minutesAgo: 1700, end: 'done' },
];

/**
 * Something to look at: 3 technicians who cannot sign in, 5 devices that never connect (their keys are forgotten at
 * once), 12 requests. Written by the same functions as real ones; does nothing the second time.
 */
export async function fillDemoData({ stores, organisationId, crypto, clock, desk }: Dependencies): Promise<void> {
  const [first] = TECHNICIANS;
  if (await stores.accounts.find(organisationId, first.id)) return;
  const now = clock.now();
  for (const technician of TECHNICIANS) {
    const account = { ...technician, credentialId: technician.id, role: 'technician' as const, passwordHash: null };
    await stores.accounts.create(organisationId, account, now);
  }
  const devices = [];
  for (const device of DEVICES) {
    const linkId = `link-${device.id}`;
    const { key } = await generateSigningKey();
    await stores.links.create(organisationId, {
      id: linkId,
      kind: 'enrollment',
      tokenHash: crypto.sha256(key.publicKey),
      name: device.name,
      email: null,
      role: null,
      createdAt: now,
      expiresAt: now + 1000,
    });
    await stores.devices.enroll(organisationId, linkId, { ...device, publicKey: key.publicKey }, now);
    devices.push({ id: device.id, key });
  }
  const technician = { kind: 'technician', id: first.id, name: first.name } as const;
  const oldestFirst = REQUESTS.toSorted((a, b) => b.minutesAgo - a.minutesAgo);
  for (const [index, { device: place, name, text, minutesAgo, end }] of oldestFirst.entries()) {
    const device = devices[place];
    if (!device) continue;
    const at = now - minutesAgo * 60_000;
    const requestId = `demo-request-${String(index + 1).padStart(2, '0')}`;
    const proof = await device.key.signJws(canonical({ requestId, deviceId: device.id, textHash: crypto.sha256(text), at }));
    const { row } = await stores.tickets.create(organisationId, {
      id: `demo-ticket-${String(index + 1).padStart(2, '0')}`,
      requestId,
      deviceId: device.id,
      requester: name,
      text,
      proof,
      at,
      startedBy: 'request',
    });
    const later = (minutes: number) => at + minutes * 60_000;
    const user = { kind: 'user', id: null, name } as const;
    if (end === 'cancelled') await stores.tickets.append(organisationId, row.id, user, { type: 'cancelled' }, later(9));
    if (end === 'done') {
      await stores.tickets.append(organisationId, row.id, technician, { type: 'claimed' }, later(3));
      await stores.tickets.append(
        organisationId,
        row.id,
        technician,
        { type: 'note', text: 'Asked for details by phone.' },
        later(6),
      );
      await stores.tickets.append(
        organisationId,
        row.id,
        technician,
        { type: 'done', solution: 'Solved on the phone.' },
        later(15),
      );
    }
  }
  await desk.reload();
}
