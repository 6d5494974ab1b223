import { composePortable } from '../../apps/agent/src/portable/compose.ts';
import { AUTO_SELECT_SCREEN, REMOTE_DEBUGGING, testLauncher } from '../../test/fixtures/test-launcher.ts';

/** The portable agent in a process of its own, so that what it costs can be told from the server and the bench. */
const [dataDir = '', enrollmentLink = ''] = process.argv.slice(2);
const environment = process.env;
const launcher = testLauncher({ dataDir, environment, extraSwitches: [REMOTE_DEBUGGING, AUTO_SELECT_SCREEN] });
const agent = await composePortable({ dataDir, enrollmentLink, environment, language: 'en', version: '0.1.0', launcher });
process.once('disconnect', () => {
  agent.dispose();
  process.exit(0);
});
agent.show();
const { profileDir } = await launcher.prepare();
process.send?.({ profileDir });
