import { type Enrollment, readScanConsent, scanConsentFile } from '@alongside/agent-node';
import { type Clock, type Logger, toAppError } from '@alongside/base';

/** The consent of a machine without a person, read anew each time: the file that is gone allows nothing. */
export async function scanFileOf(
  { server, organisation }: Pick<Enrollment, 'server' | 'organisation'>,
  clock: Clock,
  logger: Logger,
  file = scanConsentFile(),
) {
  try {
    const { levels, until } = await readScanConsent(file, {
      server,
      organisation: organisation.name,
      now: clock.now(),
    });
    return { levels, until: until === undefined ? null : Date.parse(until) };
  } catch (error) {
    const { code, message } = toAppError(error);
    // None is what most machines have.
    if (code !== 'consent.missing') logger.warn('the file that allows scans does not count', { code, message });
    return null;
  }
}
