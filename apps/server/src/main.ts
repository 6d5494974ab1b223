import { parseArgs } from 'node:util';
import { toAppError } from '@alongside/base';
import { createServer } from './create-server.ts';
import { EXPOSURE_OPTIONS, readExposure } from './exposure-settings.ts';
import { readIceConfiguration } from './ice/ice-configuration.ts';
import { readMailer } from './mail/read-mailer.ts';

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function settled<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return fail(toAppError(error).message);
  }
}

/**
 * `node src/main.ts [--port 7420] --data DIR [--console DIR]` and the arguments of `readExposure`: the server alone. Its
 * log goes to standard error.
 */
const { values } = settled(() =>
  parseArgs({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      console: { type: 'string' },
      ...EXPOSURE_OPTIONS,
    },
  }),
);
const { exposure, host, ...usual } = settled(() => readExposure(values));
const port = values.port === undefined ? usual.port : Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('--port needs a number from 0 to 65535.');
if (values.data === undefined) fail('--data needs a folder.');

const starting = createServer({
  dataDir: values.data,
  port,
  ice: settled(() => readIceConfiguration(process.env)),
  ...settled(() => readMailer(process.env)),
  exposure,
  ...(host === undefined ? {} : { host }),
  ...(values.console === undefined ? {} : { consoleRoot: values.console }),
});
// From the first moment on: a server that is still starting is stopped as soon as it has started.
const stop = () => {
  starting
    .then((server) => server.close())
    .then(
      () => process.exit(0),
      (error: unknown) => fail(toAppError(error).message),
    );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
starting.catch((error: unknown) => fail(toAppError(error).message));
