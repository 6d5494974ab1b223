import type { Clock, Crypto, SigningKey } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { generateSigningKey } from '@alongside/crypto';
import { GIVEN_BY_HAND } from '@alongside/protocol';
import { handoverPackage } from '../desk/handover-package.ts';
import type { HelpDesk } from '../desk/help-desk.ts';
import type { Stores } from '../storage/stores.ts';
import { DemoChance } from './demo-chance.ts';
import { keepDemoKnown } from './demo-known.ts';
import { DEMO_DEVICES, DEMO_GROUPS, DEMO_TECHNICIANS } from './demo-people.ts';
import { demoToday } from './demo-today.ts';
import { type DemoTicket, demoYear } from './demo-year.ts';

interface Dependencies {
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly desk: Pick<HelpDesk, 'reload'>;
}

/**
 * Something to look at: an organisation after its first year, with technicians who cannot sign in, computers that never
 * connect (their keys are forgotten at once), and today's requests. By the stores and rules of real ones; does nothing the
 * second time.
 */
export async function fillDemoData(dependencies: Dependencies): Promise<void> {
  const { stores, organisationId, crypto, clock, desk } = dependencies;
  const [first] = DEMO_TECHNICIANS;
  if (await stores.accounts.find(organisationId, first.id)) return;
  const now = clock.now();
  for (const technician of DEMO_TECHNICIANS) {
    const account = { ...technician, credentialId: technician.id, role: 'technician' as const, passwordHash: null };
    await stores.accounts.create(organisationId, account, now);
  }
  for (const group of DEMO_GROUPS) {
    await stores.supportGroups.write(organisationId, { ...group, acceptWithinMin: 480, assignment: GIVEN_BY_HAND });
  }
  const devices = new Map<string, SigningKey>();
  for (const { user: _, ...device } of DEMO_DEVICES) devices.set(device.id, await enrolled(dependencies, device, now));
  const firstNumber = await stores.tickets.nextNumber(organisationId);
  const packages: { sha256: string; ticketId: string; madeAt: number; manifest: string }[] = [];
  const known = await keepDemoKnown(stores.problems, organisationId, now);
  const tickets = [
    ...demoYear({
      chance: new DemoChance(crypto),
      now,
      firstNumber,
      known,
      pack: (parts) => {
        const { sha256, text } = handoverPackage({ ...parts, reports: [], sessions: [] }, crypto);
        packages.push({ sha256, ticketId: parts.ticketId, madeAt: parts.madeAt, manifest: text });
        return sha256;
      },
    }),
    ...demoToday(now),
  ];
  await stores.tickets.importAll(
    organisationId,
    await Promise.all(tickets.map((ticket) => importable(dependencies, ticket, devices.get(ticket.device.id)))),
  );
  for (const made of packages) await stores.handovers.keep(organisationId, made);
  await desk.reload();
}

async function enrolled(
  { stores, organisationId, crypto }: Dependencies,
  device: { id: string; name: string; system: string },
  now: number,
): Promise<SigningKey> {
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
  return key;
}

/** With the proof that its device would have signed. */
async function importable({ crypto }: Dependencies, ticket: DemoTicket, key: SigningKey | undefined) {
  const { id, requestId, device, text, events } = ticket;
  const at = events[0]?.at ?? 0;
  const proof = await key?.signJws(canonical({ requestId, deviceId: device.id, textHash: crypto.sha256(text), at }));
  const startedBy = 'request' as const;
  return { id, requestId, deviceId: device.id, requester: device.user, text, proof: proof ?? '', at, startedBy, events };
}
