import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setDefaultCACertificates } from 'node:tls';
import { withOrganisation } from '@alongside/identity';
import { createServer, readIceConfiguration } from '@alongside/server';
import { consoleRoot } from '../../scripts/lib/paths.ts';
import { certifyTechnicians } from '../fixtures/certified-technicians.ts';
import { startTestServer } from '../fixtures/server.ts';

/** What the process tells once the server can be used. */
export interface ServerTold {
  readonly address: string;
  readonly enrollmentLink: string;
  /** SHA-256 of its certificate's public key, base64: for a browser that shall trust it alone. */
  readonly certificateKey: string;
}

/** `server-host.ts FOLDER`: the real server as `--lan` starts it, with accounts. Ends with the one that started it. */
const [dataDir = ''] = process.argv.slice(2);
const exposure = { kind: 'lan' } as const;
const ice = readIceConfiguration(process.env);
// Once for the authority alone: accounts are made over https, which then trusts it.
await (await createServer({ dataDir, exposure, port: 0, logLevel: 'silent' })).close();
setDefaultCACertificates([readFileSync(join(dataDir, 'tls', 'authority.pem'), 'utf8')]);
const test = await startTestServer({ dataDir, exposure, ice, consoleRoot });
const keeper = await certifyTechnicians(test);
const told: ServerTold = {
  address: test.address,
  enrollmentLink: withOrganisation(await test.server.createEnrollmentLink('front desk'), keeper.hash),
  certificateKey: keyHash(readFileSync(join(dataDir, 'tls', 'server.pem'), 'utf8')),
};
process.send?.(told);
process.once('disconnect', () => {
  keeper
    .close()
    .then(() => test.server.close())
    .finally(() => process.exit());
});

function keyHash(pem: string): string {
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
