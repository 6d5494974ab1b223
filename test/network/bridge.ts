import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Computer } from './namespaces.ts';
import { nextMessage } from './next-message.ts';

/** Makes a port of a computer's own loopback one of ours, for the debugger of its browser. */
export async function bridge(
  to: Computer,
  port: number,
  folder: string,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const path = join(folder, `bridge-${port}`);
  const [program = '', ...words] = [
    ...to.within,
    process.execPath,
    join(import.meta.dirname, 'bridge-host.ts'),
    path,
    String(port),
  ];
  const host = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await nextMessage(host);
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    const other = connect(path);
    caller.pipe(other).pipe(caller);
    for (const socket of [caller, other]) {
      sockets.add(socket);
      socket.on('error', () => [caller, other].map((each) => each.destroy()));
      socket.on('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      host.kill('SIGKILL');
    },
  };
}
