import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkServer, type Examined, type Finding, fetchAuthority, parseEnrollmentLink, runChecks } from '@alongside/agent-node';
import { AppError, toAppError } from '@alongside/base';
import type { TFunction } from 'i18next';
import { defaultDataFolder } from '../folders.ts';
import { enrolledPlace } from './enrolled-place.ts';
import { commandLineTexts } from './texts.ts';
import type { CommandLine } from './verify.ts';

const GOOD = 0;
const FAILED = 1;
/** sysexits.h: EX_USAGE. */
const USAGE = 64;

type Command =
  | { readonly kind: 'check'; readonly json: boolean; readonly where: Where }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' };

type Where =
  | { readonly by: 'server'; readonly address: string }
  | { readonly by: 'link'; readonly link: string }
  | { readonly by: 'data'; readonly dataDir: string };

/** `alongside doctor`: looks at the way to the server and to others, a line each. Resolves to the exit code. */
export async function runDoctor(
  argv: readonly string[],
  io: CommandLine,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const t = await commandLineTexts(environment);
  const command = readCommand(argv, environment);
  if (command.kind === 'help') {
    io.out(`${t('doctor.usage')}\n`);
    return GOOD;
  }
  if (command.kind === 'usage') {
    io.err(`${t('doctor.usage')}\n`);
    return USAGE;
  }
  let examined: Examined;
  try {
    examined = await examinedBy(command.where, environment);
  } catch (thrown) {
    const error = toAppError(thrown);
    const key = error.code === 'device.not-enrolled' ? 'doctor.notEnrolled' : 'doctor.cannot';
    io.err(`${t(key, { reason: error.message, code: error.code })}\n`);
    // What was named cannot be looked at, and nothing was.
    return error.code === 'device.not-enrolled' || error.code === 'request.invalid' ? USAGE : FAILED;
  }
  if (!command.json) io.out(`${t('doctor.title', { server: examined.place.server })}\n\n`);
  const findings: Finding[] = [];
  for await (const found of runChecks(examined)) {
    findings.push(found);
    if (!command.json) io.out(`${lineOf(found, t)}\n`);
  }
  const failed = findings.filter(({ status }) => status === 'fail').length;
  if (command.json) io.out(`${JSON.stringify(report(examined, findings, t), undefined, 2)}\n`);
  else io.out(`\n${t(failed === 0 ? 'doctor.good' : 'doctor.failed', { count: failed })}\n`);
  return failed === 0 ? GOOD : FAILED;
}

function readCommand(argv: readonly string[], environment: NodeJS.ProcessEnv): Command {
  try {
    const { values } = parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        server: { type: 'string' },
        enroll: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const { server, enroll, data, json = false } = values;
    const given = [server, enroll, data].filter((value) => value !== undefined);
    if (given.length > 1 || given.includes('')) return { kind: 'usage' };
    if (server !== undefined) return { kind: 'check', json, where: { by: 'server', address: server } };
    if (enroll !== undefined) return { kind: 'check', json, where: { by: 'link', link: enroll } };
    return { kind: 'check', json, where: { by: 'data', dataDir: resolve(data ?? defaultDataFolder(environment)) } };
  } catch {
    // Whatever parseArgs dislikes, the usage says how it is meant.
    return { kind: 'usage' };
  }
}

async function examinedBy(where: Where, environment: NodeJS.ProcessEnv): Promise<Examined> {
  if (where.by === 'server') return { place: { server: checkServer(where.address) }, access: { kind: 'none' }, environment };
  if (where.by === 'link') {
    const { server, token, pin } = parseEnrollmentLink(where.link);
    if (pin === undefined) return { place: { server }, access: { kind: 'enrollment', token }, environment };
    try {
      const ca = await fetchAuthority({ server, pin }, environment);
      return { place: { server, ca }, access: { kind: 'enrollment', token }, environment };
    } catch (error) {
      const { code, cause } = toAppError(error);
      // Who is reached is another than the link means; there is nothing to check.
      if (code !== 'device.offline') throw error;
      // Nobody can be believed without the authority, this system's own ones neither: the token stays here.
      return { place: { server }, access: { kind: 'none' }, environment, noAuthority: cause ?? error };
    }
  }
  const { dataDir } = where;
  const enrolled = await enrolledPlace(dataDir);
  if (enrolled === undefined) throw new AppError('device.not-enrolled', 'this computer is not enrolled anywhere yet');
  return { ...enrolled, environment };
}

/** `ok    name        help.example is 10.0.0.1` */
function lineOf(found: Finding, t: TFunction): string {
  const status = t(`doctor.status.${found.status}`).padEnd(5);
  return `${status} ${t(`doctor.part.${found.part}`).padEnd(11)} ${wordsOf(found, t)}`;
}

function wordsOf({ part, code, facts }: Finding, t: TFunction): string {
  return t(`doctor.${part}.${code}`, { ...facts });
}

function report({ place }: Examined, findings: readonly Finding[], t: TFunction) {
  return {
    server: place.server,
    good: findings.every(({ status }) => status !== 'fail'),
    findings: findings.map((found) => ({ ...found, text: wordsOf(found, t) })),
  };
}
