import { AppError, randomId } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { type deviceSocket, type http, wrongReport } from '@alongside/protocol';
import type { z } from 'zod';
import type { DeskParts } from './desk-parts.ts';
import type { DevicePeer } from './peers.ts';

type NewReport = z.infer<typeof deviceSocket.reportSend.params>;
export type ReportList = z.infer<typeof http.reports.result>;

/** What users reported as wrong, for those who can do something about it. */
export class ReportDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /**
   * Keeps a report about a session of this device's own, joined or only offered. Throws `session.not-found`,
   * `auth.key-mismatch` where the proof is not the device's over exactly this report.
   */
  async add(device: DevicePeer, { sessionId, report, at, proof }: NewReport): Promise<void> {
    const { crypto, stores, organisationId, random, clock, logger } = this.#parts;
    const session = await stores.sessions.find(organisationId, sessionId);
    if (session?.deviceId !== device.id) throw new AppError('session.not-found', 'there is no such session of this computer');
    const body = canonical(report);
    const signed = canonical({ sessionId, deviceId: device.id, reportHash: crypto.sha256(body), at });
    if ((await crypto.verifyJws(device.publicKey, proof)) !== signed) {
      throw new AppError('auth.key-mismatch', 'the proof is not this computer’s over this report');
    }
    await stores.reports.add(organisationId, {
      id: randomId(random),
      deviceId: device.id,
      sessionId,
      ticketId: session.ticketId,
      technicianId: session.technicianId,
      technicianName: session.technicianName,
      body,
      proof,
      createdAt: clock.now(),
    });
    logger.warn('a user reported that something is wrong', { sessionId });
  }

  async list(): Promise<ReportList> {
    const { stores, organisationId } = this.#parts;
    const rows = await stores.reports.newest(organisationId);
    const people = new Map((await stores.accounts.list(organisationId)).map((user) => [user.id, user]));
    return Promise.all(
      rows.map(async (row) => {
        const ticket = await stores.tickets.row(organisationId, row.ticketId);
        const device = await stores.devices.find(organisationId, row.deviceId);
        return {
          id: row.id,
          at: row.createdAt,
          number: ticket?.number ?? 1,
          requester: ticket?.requester ?? '',
          device: device?.name ?? '',
          technician: {
            id: row.technicianId,
            name: row.technicianName,
            active: people.get(row.technicianId)?.active === 1,
          },
          // Written by `add` alone, from a report of this schema.
          report: wrongReport.parse(JSON.parse(row.body)),
          handledAt: row.handledAt,
        };
      }),
    );
  }
}
