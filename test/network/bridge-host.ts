import { connect, createServer } from 'node:net';

/**
 * `bridge-host.ts SOCKET PORT`: whoever comes to the Unix socket is led to the port of 127.0.0.1, here. Unix sockets
 * are found by their file, from every network namespace. Ends with the one that started it.
 */
const [path = '', port = ''] = process.argv.slice(2);
const server = createServer((caller) => {
  const own = connect(Number(port), '127.0.0.1');
  caller.pipe(own).pipe(caller);
  caller.on('error', () => own.destroy());
  own.on('error', () => caller.destroy());
});
server.listen(path, () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
