import { buffer } from 'node:stream/consumers';
import { AppError } from '@alongside/base';
import { type AttachmentType, LOGO_EDGES, LOGO_TYPES, type LogoFacts, logoType, MAX_LOGO_BYTES } from '@alongside/protocol';
import type { AttachmentRow } from '../storage/attachment-tables.ts';
import type { OrganisationStore } from '../storage/organisation-store.ts';
import type { Attachments } from './attachments.ts';
import type { Bytes } from './blob-folder.ts';
import { pictureSize } from './picture-size.ts';

interface Dependencies {
  readonly attachments: Attachments;
  readonly organisations: OrganisationStore;
  readonly organisationId: string;
}

/** An organisation's logo: one small still picture, which everybody may see. */
export class Logos {
  readonly #d: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /** In place of the one that there was. Throws `attachment.type` for what is none of the kinds, or too large or small. */
  async set(file: Bytes, name: string, by: { readonly id: string; readonly name: string }): Promise<LogoFacts> {
    const { attachments, organisations, organisationId } = this.#d;
    const copied: Uint8Array[] = [];
    const types = LOGO_TYPES as readonly AttachmentType[];
    const received = await attachments.receive(organisationId, tee(file, copied), { name, maxBytes: MAX_LOGO_BYTES, types });
    const mediaType = logoType.safeParse(received.mediaType).data;
    const size = pictureSize(Buffer.concat(copied), received.mediaType);
    if (mediaType === undefined || !size || !fits(size)) {
      await attachments.drop(received);
      throw new AppError('attachment.type', 'a logo is a still picture of a size that pages can show');
    }
    const before = await this.#row();
    const place = { kind: 'logo', id: organisationId } as const;
    const { attachmentId, sha256 } = await attachments.keep(organisationId, received, {
      place,
      to: 'user',
      by: { kind: 'technician', ...by },
    });
    const facts = { sha256, mediaType, ...size };
    await organisations.setLogo(organisationId, { ...facts, attachmentId });
    if (before) await attachments.remove(organisationId, before);
    return facts;
  }

  async remove(): Promise<void> {
    const { attachments, organisations, organisationId } = this.#d;
    const before = await this.#row();
    await organisations.setLogo(organisationId, null);
    if (before) await attachments.remove(organisationId, before);
  }

  /** Throws `attachment.not-found` where there is none. */
  async row(): Promise<AttachmentRow> {
    const row = await this.#row();
    if (!row) throw new AppError('attachment.not-found', 'there is no logo');
    return row;
  }

  /** For computers, which keep it. */
  async bytes(): Promise<{ mediaType: LogoFacts['mediaType']; base64url: string }> {
    const row = await this.row();
    const bytes = await buffer(await this.#d.attachments.read(this.#d.organisationId, row));
    return { mediaType: logoType.parse(row.mediaType), base64url: bytes.toString('base64url') };
  }

  async #row(): Promise<AttachmentRow | undefined> {
    const { attachments, organisations, organisationId } = this.#d;
    const attachmentId = await organisations.logoFile(organisationId);
    return attachmentId === undefined ? undefined : attachments.find(organisationId, attachmentId);
  }
}

function fits({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return [width, height].every((edge) => edge >= LOGO_EDGES.least && edge <= LOGO_EDGES.most);
}

async function* tee(source: Bytes, copied: Uint8Array[]): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    copied.push(chunk);
    yield chunk;
  }
}
