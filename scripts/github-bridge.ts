import type { AddressInfo } from 'node:net';
import { Bridge } from './github-bridge/bridge.ts';
import { bridgeServer } from './github-bridge/bridge-server.ts';
import { DeskApi } from './github-bridge/desk-api.ts';
import { GitHubApi } from './github-bridge/github-api.ts';
import { readBridgeSettings } from './github-bridge/settings.ts';
import { readArguments, readSettings } from './lib/arguments.ts';

const USAGE = `node scripts/github-bridge.ts

  Takes the desk's webhook at /desk and GitHub's at /github, on 127.0.0.1; a proxy with TLS stands before it.
  docs/developers.md says what to set: ALONGSIDE_URL, ALONGSIDE_KEY, ALONGSIDE_WEBHOOK_SECRET, GITHUB_REPOSITORY,
  GITHUB_TOKEN, GITHUB_WEBHOOK_SECRET; and where it differs GITHUB_API, GITHUB_LABEL, PORT (7430).`;

readArguments({}, USAGE);
const settings = readSettings(() => readBridgeSettings(process.env), USAGE);
const { GITHUB_API: api, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token, GITHUB_LABEL: label } = settings;
const bridge = new Bridge(
  new DeskApi(settings.ALONGSIDE_URL, settings.ALONGSIDE_KEY),
  new GitHubApi({ api, repository, token, label }),
);
const secrets = { desk: settings.ALONGSIDE_WEBHOOK_SECRET, github: settings.GITHUB_WEBHOOK_SECRET };
const server = bridgeServer(bridge, secrets, (line) => console.error(line));
server.listen(settings.PORT, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Questions of ${settings.ALONGSIDE_URL} become issues of ${repository}. Listening on http://127.0.0.1:${port}`);
});
const stop = () => server.close(() => process.exit(0));
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
