import { parseArgs } from 'node:util';
import { toAppError } from '@alongside/base';
import { createServer } from './create-server.ts';
import { type IceConfiguration, readIceConfiguration } from './ice/ice-configuration.ts';

/** `node src/main.ts [--port 7420] --data DIR [--console DIR]`: the server alone. Its log goes to standard error. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7420' },
    data: { type: 'string' },
    console: { type: 'string' },
  },
});

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readIce(): IceConfiguration {
  try {
    return readIceConfiguration(process.env);
  } catch (error) {
    return fail(toAppError(error).message);
  }
}

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('--port needs a number from 0 to 65535.');
if (values.data === undefined) fail('--data needs a folder.');

const starting = createServer({
  dataDir: values.data,
  port,
  ice: readIce(),
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
