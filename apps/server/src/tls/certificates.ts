// Asked for by tsyringe, which @peculiar/x509 is built on; it must come first.
import 'reflect-metadata';
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { AsnConvert } from '@peculiar/asn1-schema';
import { GeneralName, GeneralSubtree, GeneralSubtrees, id_ce_nameConstraints, NameConstraints } from '@peculiar/asn1-x509';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { HostNames } from './host-names.ts';

/** Both PEM; the key as PKCS #8. */
export interface KeyedCertificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 24 * 60 * 60_000;
/** Apple refuses server certificates that live longer than 398 days, Chromium those of public authorities. */
const LEAF_DAYS = 397;
const AUTHORITY_DAYS = 3650;
/** Clocks of other machines may be late. */
const EARLIER_MS = DAY_MS;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * A certificate authority that can vouch for servers of these names, of names below them, and of these addresses only
 * (RFC 5280 section 4.2.1.10, marked critical), and for no further authority. `label` is what people see in their list
 * of authorities.
 */
export async function makeAuthority(names: HostNames, label: string, nowMs: number): Promise<KeyedCertificate> {
  const keys = await newKeys();
  const permitted = [
    ...names.names.map((dNSName) => new GeneralName({ dNSName })),
    ...names.addresses.map((address) => new GeneralName({ iPAddress: `${address}/${isIPv6(address) ? 128 : 32}` })),
  ];
  const constraints = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(permitted.map((base) => new GeneralSubtree({ base }))),
  });
  const notBefore = new Date(nowMs - EARLIER_MS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [label] }],
    notBefore,
    notAfter: new Date(notBefore.getTime() + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: exported(keys.privateKey) };
}

/** A server's certificate by `authority`, which is not asked whether it may: see `outsideOf`. */
export async function issueCertificate(authority: KeyedCertificate, names: HostNames, nowMs: number): Promise<KeyedCertificate> {
  const keys = await newKeys();
  const issuer = new X509Certificate(authority.cert);
  const notBefore = new Date(nowMs - EARLIER_MS);
  const ends = Math.min(notBefore.getTime() + LEAF_DAYS * DAY_MS, issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: ['Alongside server'] }],
    issuer: issuer.subjectName,
    notBefore,
    notAfter: new Date(ends),
    publicKey: keys.publicKey,
    signingKey: await imported(authority.key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...names.names.map((value) => ({ type: 'dns' as const, value })),
        ...names.addresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: exported(keys.privateKey) };
}

/** Parts `wanted` into what the authority may vouch for and what stands outside of its constraints. */
export function partByConstraints(authorityCert: string, wanted: HostNames): { inside: HostNames; outside: readonly string[] } {
  const extension = new X509Certificate(authorityCert).getExtension(id_ce_nameConstraints);
  const parsed = extension ? AsnConvert.parse(extension.value, NameConstraints) : new NameConstraints();
  const suffixes: string[] = [];
  const subnets = new BlockList();
  for (const { base } of parsed.permittedSubtrees ?? []) {
    if (base.dNSName !== undefined) suffixes.push(base.dNSName.toLowerCase());
    const [address = '', bits] = (base.iPAddress ?? '').split('/');
    if (bits !== undefined) subnets.addSubnet(address, Number(bits), familyOf(address));
  }
  const hasName = (name: string) => suffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  const hasAddress = (address: string) => subnets.check(address, familyOf(address));
  return {
    inside: { names: wanted.names.filter(hasName), addresses: wanted.addresses.filter(hasAddress) },
    outside: [...wanted.names.filter((name) => !hasName(name)), ...wanted.addresses.filter((address) => !hasAddress(address))],
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** 127 random bits: positive, and unlike any other (RFC 5280 section 4.1.2.2). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

function exported(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function imported(key: string): Promise<webcrypto.CryptoKey> {
  return createPrivateKey(key).toCryptoKey(ALGORITHM, false, ['sign']);
}
