/**
 * A file system that takes every request and answers none, mounted on the folder that is named, in the mount namespace
 * of this process. Tells `mounted`, and `taken` for each request. It goes when this process is killed.
 */
import { spawnSync } from 'node:child_process';
import { openSync, readSync, writeSync } from 'node:fs';

/** fuse.h of Linux: the header of an answer, and the answer to FUSE_INIT, all little endian here. */
const OUT_HEADER = 16;
const INIT_ANSWER = 64;
const FUSE_INIT = 26;
const MAJOR = 7;
const MINOR = 31;

const device = openSync('/dev/fuse', 'r+');
const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'hanging', process.argv[2] ?? ''], {
  stdio: ['ignore', 'ignore', 'inherit', device],
});
if (mounted.status !== 0) process.exit(1);

const request = Buffer.alloc(1024 * 1024);
readSync(device, request);
if (request.readUInt32LE(4) !== FUSE_INIT) throw new Error('the first request is not FUSE_INIT');
const answer = Buffer.alloc(OUT_HEADER + INIT_ANSWER);
answer.writeUInt32LE(answer.length, 0);
request.copy(answer, 8, 8, OUT_HEADER);
answer.writeUInt32LE(MAJOR, OUT_HEADER);
answer.writeUInt32LE(MINOR, OUT_HEADER + 4);
writeSync(device, answer);
writeSync(1, 'mounted\n');
// What is taken and not answered hangs in the kernel: not even SIGKILL ends whoever asked.
for (;;) {
  readSync(device, request);
  writeSync(1, 'taken\n');
}
