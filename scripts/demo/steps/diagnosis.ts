import { cpus, release, totalmem } from 'node:os';
import { ask, sayYes } from '../consent.ts';
import { textOf } from '../seen.ts';
import { step } from '../step.ts';

const REASON = 'I want to see whether the disk is full.';

export const diagnosis = step({
  id: '13-diagnosis',
  title: 'A look at how the computer is doing',
  sentence:
    'With one more yes Tess reads memory, disks and load as Robin’s computer tells them. It judges nothing and changes nothing.',
  checks: {
    kernel: 'The diagnosis names this machine’s kernel',
    memory: 'The diagnosis has this machine’s memory',
    disks: 'The diagnosis has disks with what is free',
  },
  async work({ stage, check, measure, look }) {
    const { technician, user } = stage;
    await technician.getByRole('tab', { name: 'Diagnosis' }).click();
    await ask(stage, 'Diagnosis', REASON);
    await sayYes(user);
    await technician.getByRole('button', { name: 'Run the diagnosis' }).click();
    const began = performance.now();
    const memory = technician.getByRole('region', { name: 'Memory', exact: true });
    await memory.waitFor({ timeout: 25_000 });
    measure('diagnosis_ms', performance.now() - began, 'ms');
    const page = await textOf(technician.getByRole('region', { name: 'Diagnosis' }));
    check('kernel', page.includes(release()), `${release()}, ${cpus().length} cores`);
    const told = await textOf(memory);
    // Decimal or binary units, and one digit of rounding.
    const sizes = [totalmem() / 1e9, totalmem() / 2 ** 30].flatMap((size) => [size.toFixed(0), size.toFixed(1)]);
    check(
      'memory',
      sizes.some((size) => new RegExp(`\\b${size.replace('.', '\\.')}\\s?Gi?B`, 'u').test(told)),
      told,
    );
    const disks = await textOf(technician.getByRole('region', { name: 'Disks', exact: true }));
    check('disks', /\d\s?[GMT]i?B/u.test(disks), disks.slice(0, 120));
    await look();
  },
});
