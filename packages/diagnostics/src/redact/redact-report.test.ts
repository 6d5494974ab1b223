import { type Report, report as reportSchema } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Identities } from './identities.ts';
import { redactReport } from './redact-report.ts';

const IDENTITIES: Identities = {
  users: ['akovac', 'Anna Kovač', 'al'],
  homes: ['/home/akovac', 'C:\\Users\\akovac'],
  hosts: ['fox-den.example.net', 'FOX-DEN'],
  networkNames: ['Kovač family'],
  serials: ['PF2ABCDE'],
};

/** What must not leave, and how a text may show it. */
const SECRETS: readonly (readonly [secret: string, text: string])[] = [
  ['akovac', 'akovac'],
  ['AKOVAC', 'unit AKOVAC-backup'],
  ['Kovač', 'Anna Kovač'],
  ['fox-den', 'fox-den'],
  ['FOX-DEN', 'on FOX-DEN.lan'],
  ['nas.lan', 'at nas.lan'],
  ['fileserv', '//fileserv/all'],
  ['Documents', '/home/akovac/Documents/x'],
  ['divorce', 'C:\\Users\\bo\\divorce.docx'],
  ['mia', '/home/mia'],
  ['BoSTICK', '/media/bo/BoSTICK'],
  ['mireille', '/run/media/mireille/STICK'],
  ['tax 2025', 'open tax 2025.pdf'],
  ['a.k@mail.example', '<a.k@mail.example>'],
  ['p1ai', 'a.k@xn--80ak6aa92e.xn--p1ai'],
  ['a.k@mail', 'backup@a.k@mail.example.service'],
  ['192.168.7.13', 'via 192.168.7.13:80'],
  ['203.0.113.77', '203.0.113.77'],
  ['2001:db8:7::13', '[2001:db8:7::13]:443'],
  ['fe80::1ff:fe23', 'fe80::1ff:fe23%eth0'],
  ['3c:52:82:aa:bb:0c', '3c:52:82:aa:bb:0c'],
  ['3C-52-82-AA-BB-0C', '3C-52-82-AA-BB-0C'],
  ['3c5282aabb0c', 'enx3c5282aabb0c'],
  ['Kovač family', 'Kovač family'],
  ['Cabin', 'SSID: "Cabin"'],
  ['PF2ABCDE', 'PF2ABCDE'],
  ['5CG8270LKX', 'S/N: 5CG8270LKX'],
  ['6f1c2b3a-9d', '6f1c2b3a-9d4e-4f5a-8b6c-7d8e9f0a1b2c'],
  ['1004336348', 'S-1-5-21-1004336348-1177238915-6820-51'],
  ['sid=99', 'http://x.example/p?sid=99'],
  ['hunter2', 'password=hunter2'],
  ['s3cr', 'ftp://bo:s3cr@x.example'],
  ['ghp_1234567890ab', 'ghp_1234567890ab'],
  ['Tq8Zr2Lw9Xc4Vb7N', 'Tq8Zr2Lw9Xc4Vb7NmK3p'],
  ['9e107d9d372bb682', '9e107d9d372bb6826bd81d3542a419d6'],
];

/** A report in which every text stands that the schema allows: what is added to the schema later is in it, too. */
function sampleOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodPipe) return 'text';
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodBoolean) return true;
  if (schema instanceof z.ZodNumber) return 1;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return sampleOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return [sampleOf(schema.element as z.ZodType), sampleOf(schema.element as z.ZodType)];
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([name, each]) => [name, sampleOf(each as z.ZodType)]));
  }
  if (schema instanceof z.ZodUnion) {
    const [first, ...more] = schema.options as z.ZodType[];
    return sampleOf(more.find((option) => option instanceof z.ZodPipe) ?? first ?? schema);
  }
  for (const text of ['disk.space', 'DSK-01-7F', '2026-11-29', 'text', 'report-00000001'])
    if (schema.safeParse(text).success) return text;
  throw new Error(`no sample for ${schema.type}`);
}

const SAMPLE = reportSchema.parse({ ...(sampleOf(reportSchema) as object), redactions: [] });

type Path = readonly (string | number)[];
const leaves = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, name]));
};

function planted(report: unknown, [step, ...rest]: Path, text: string): unknown {
  const put = (value: unknown, [name, ...deeper]: Path): unknown => {
    if (name === undefined) return text;
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
    copy[name] = put(copy[name], deeper);
    return copy;
  };
  return put(report, step === undefined ? [] : [step, ...rest]);
}

/** Where a text may stand freely: any words pass there unchanged. */
const PLACES = leaves(SAMPLE).filter((path) => {
  if (path[0] !== 'facts' && path[0] !== 'findings') return false;
  const read = reportSchema.safeParse(planted(SAMPLE, path, 'Any words, 1'));
  return read.success && JSON.stringify(read.data).includes('Any words, 1');
});

describe('a report that was redacted', () => {
  it('is tried with a text in every fact and finding', () => {
    const names = new Set(PLACES.map(([part, name]) => `${part} ${name}`));
    const withText = Object.entries(SAMPLE.facts).filter(
      ([, fact]) => leaves(fact.status === 'known' ? fact.value : {}).length > 0,
    );
    for (const [name] of withText) expect(names).toContain(`facts ${name}`);
    expect(names).toContain('findings 1');
    expect(withText.length).toBeGreaterThan(5);
  });

  it.each(SECRETS)('has no %s from “%s” in any of its texts', (secret, text) => {
    // Four numbers alone where a program's version stands are its version.
    const places = /^[\d.]+$/u.test(text)
      ? PLACES.filter((path) => path.at(-1) !== 'version' || path[1] !== 'softwares')
      : PLACES;
    const report = reportSchema.parse(places.reduce<unknown>((before, path) => planted(before, path, text), SAMPLE));
    const tried = JSON.stringify(report).split(JSON.stringify(text).slice(1, -1)).length - 1;
    expect(tried).toBe(places.length);
    expect(tried).toBeGreaterThan(PLACES.length - 3);
    const redacted = redactReport(report, IDENTITIES);
    expect(JSON.stringify(redacted).toLowerCase()).not.toContain(secret.toLowerCase());
    expect(new Set(redacted.redactions.map(({ at }) => at)).size).toBeGreaterThanOrEqual(tried);
  });

  it('has none of any few of them in any order, fits its schema, and does not change again', () => {
    const word = fc.oneof(
      fc.constantFrom(...SECRETS.map(([, text]) => text)),
      fc.constantFrom(
        '-',
        '/',
        ' ',
        ':',
        '"',
        '.',
        'host-1',
        'al',
        'mac-2',
        'home-1/',
        '\\',
        '\u200b',
        '\u202e',
        '\ud800',
        '😀',
        'ﬃ',
        'e\u0301',
        '…',
        '@',
      ),
      fc.string({ maxLength: 6 }),
    );
    const place = fc.tuple(
      fc.constantFrom(...PLACES),
      fc.array(word, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(' ', ' ', ''),
    );
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), (places) => {
        let report: unknown = SAMPLE;
        for (const [path, words, joint] of places) {
          const next = planted(reportSchema.parse(report), path, words.join(joint));
          if (reportSchema.safeParse(next).success) report = next;
        }
        const redacted = redactReport(reportSchema.parse(report), IDENTITIES);
        expect(reportSchema.parse(redacted)).toEqual(redacted);
        expect(redactReport(redacted, IDENTITIES)).toEqual(redacted);
        expect(JSON.stringify(redacted)).not.toMatch(/akovac|Kovač|fox-den|PF2ABCDE/iu);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps what technicians need: classes, the same names for the same things, and plain facts', () => {
    const texts = ['192.168.7.1', '192.168.7.2 and 192.168.7.1', '8.8.8.8', '127.0.0.1', '169.254.9.9', 'fd00::7 ::1'];
    const finding = SAMPLE.findings[0];
    if (!finding) throw new Error('no finding');
    const evidence = texts.map((value) => ({ name: 'address', subject: null, value, unit: 'text' as const, limit: null }));
    const { findings } = redactReport({ ...SAMPLE, findings: [{ ...finding, evidence }] }, IDENTITIES);
    expect(findings[0]?.evidence.map(({ value }) => value)).toEqual([
      'ip-private-1',
      'ip-private-2 and ip-private-1',
      'ip-public-1',
      'ip-loopback-1',
      'ip-link-local-1',
      'ip-private-3 ip-loopback-2',
    ]);
  });

  it.each(
    [
      '6.1.0-18-amd64',
      'Debian GNU/Linux 12 (bookworm)',
      '10.0.22631 Build 22631',
      'Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz',
      'SAMSUNG MZVL2512HCJQ-00B00',
      'systemd-networkd-wait-online.service',
      'wpa_supplicant@wlan0.service',
      'postgresql@15-main.service',
      'user@1000.service',
      '/var/lib/docker/overlay2',
      '/boot/efi',
      '0.0.0.0',
      '255.255.255.0',
      '12:34:56',
      'enp0s31f6',
      'chrome_crashpad_handler',
      'al dente almost',
      'Raspberry Pi 4 Model B Rev 1.4',
      'NixOS 26.05',
    ].map((text) => [text]),
  )('leaves %s as it is', (text) => {
    const { facts } = SAMPLE;
    if (facts.operatingsystem.status !== 'known') throw new Error('not known');
    const operatingsystem = { ...facts.operatingsystem, value: { ...facts.operatingsystem.value, name: text } };
    const report = { ...SAMPLE, facts: { ...facts, operatingsystem } };
    expect(redactReport(report, { ...IDENTITIES, users: ['root', 'pi', 'akovac'], hosts: ['nixos'] })).toEqual(report);
  });

  it.each(['14.0.24.1', '8:6.9.11.60+dfsg-1.6+deb12u15'])('takes no version of a program (%s) for an address', (version) => {
    const program = { name: 'x', version, publisher: 'x' };
    const softwares = { status: 'known' as const, tookMs: 1, value: { count: 1, listed: [program] } };
    const report = { ...SAMPLE, facts: { ...SAMPLE.facts, softwares } };
    expect(redactReport(report, IDENTITIES)).toEqual(report);
    const host = { ...program, version: `${version} on fox-den` };
    const named = { ...report, facts: { ...report.facts, softwares: { ...softwares, value: { count: 1, listed: [host] } } } };
    expect(JSON.stringify(redactReport(named, IDENTITIES))).not.toContain('fox-den');
  });

  it('takes no version of a kernel for an address', () => {
    const { facts } = SAMPLE;
    if (facts.operatingsystem.status !== 'known') throw new Error('not known');
    const { operatingsystem } = facts;
    const withKernel = (kernel_version: string) =>
      redactReport(
        {
          ...SAMPLE,
          facts: { ...facts, operatingsystem: { ...operatingsystem, value: { ...operatingsystem.value, kernel_version } } },
        },
        IDENTITIES,
      ).facts.operatingsystem;
    expect(withKernel('5.15.167.4-microsoft-standard-WSL2')).toMatchObject({
      value: { kernel_version: '5.15.167.4-microsoft-standard-WSL2' },
    });
    expect(withKernel('5.15.167.4-fox-den')).toMatchObject({ value: { kernel_version: '5.15.167.4-host-1' } });
  });

  it('notes each place once, and coarser where there are more than the format holds', () => {
    const finding = { ...(SAMPLE.findings[0] as Report['findings'][number]) };
    const evidence = Array.from({ length: 64 }, (_, at) => ({
      name: 'a',
      subject: null,
      value: `10.0.${at}.9`,
      unit: 'text' as const,
      limit: null,
    }));
    const report = { ...SAMPLE, findings: Array.from({ length: 60 }, () => ({ ...finding, evidence })) };
    const { redactions } = redactReport(report, IDENTITIES);
    expect(redactions.length).toBeLessThanOrEqual(2000);
    expect(redactions).toContainEqual({ at: '/findings/59/evidence', kind: 'ipv4' });
  });
});
