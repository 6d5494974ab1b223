/** What an organisation's key vouches for, as it crosses wires; packages/identity reads and verifies it. */
import { z } from 'zod';
import { jws } from './common.ts';

/** SHA-256 of an organisation's raw public key, base64url: what devices pin, from a link that no server wrote. */
export const organisationHash = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/u);
/** A list of revoked keys or a policy may be longer than a certificate. */
const longJws = z
  .string()
  .max(16 * 1024)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/u);

/** The organisation's key vouches for an admin's, which vouches for a technician's. */
export const certificateChain = z.strictObject({ admin: jws, technician: jws });
export type CertificateChain = z.infer<typeof certificateChain>;

/** A document with the certificate of the admin who signed it. */
export const signedByAdmin = z.strictObject({ admin: jws, document: longJws });
export type SignedByAdmin = z.infer<typeof signedByAdmin>;

/** The newest of each kind that the server has of one organisation's key. */
export const trustDocuments = z.strictObject({ revocations: signedByAdmin.nullable(), policy: signedByAdmin.nullable() });
export type TrustDocuments = z.infer<typeof trustDocuments>;

/** All that the server keeps of one organisation's key, as its admins published it. Whoever reads it verifies it. */
export const publishedTrust = z.strictObject({
  hash: organisationHash,
  admins: z.array(jws).max(500),
  technicians: z.array(certificateChain).max(5000),
  documents: trustDocuments,
});
export type PublishedTrust = z.infer<typeof publishedTrust>;
