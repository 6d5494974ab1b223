import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { say } from './say.mjs';

const LOOK_MS = 300;

/** Runs the work while no other process does: a file with the number of the one that does it keeps others waiting. Its folder is there. */
export async function oneAtATime(file, work) {
  for (let told = false; !take(file); told = true) {
    if (!told) say('Another command installs the packages; waiting for it');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  // Whatever ends this process, `stop` and Ctrl-C too.
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAlive(file)) return false;
  rmSync(file, { force: true });
  return take(file);
}

/** A power cut or a kill leaves the file behind: its process is gone then. */
function isAlive(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}
