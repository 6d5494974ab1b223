import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const PORT = 53;
/** RFC 1035 4.1.1: an answer, recursion was wanted and is there; the last four bits are the code. */
const FLAGS = 0x8180;
const NO_SUCH_NAME = 3;
const A = 1;

/** A resolver that knows one name, by its IPv4 address alone, and that no other exists. */
export async function nameService(
  at: string,
  name: string,
  addressOf: () => string,
): Promise<{ readonly close: () => Promise<void> }> {
  const socket: Socket = createSocket('udp4', (query, from) => {
    const answer = answerTo(query, name, addressOf());
    if (answer) socket.send(answer, from.port, from.address);
  });
  socket.bind(PORT, at);
  await once(socket, 'listening');
  return {
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answerTo(query: Buffer, name: string, address: string): Buffer | undefined {
  if (query.length < 17) return undefined;
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const question = query.subarray(12, at + 5);
  const isKnown = labels.join('.').toLowerCase() === name;
  const wantsAddress = query.readUInt16BE(at + 1) === A;
  const found = isKnown && wantsAddress;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(isKnown ? FLAGS : FLAGS | NO_SUCH_NAME, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(found ? 1 : 0, 6);
  if (!found) return Buffer.concat([head, question]);
  // A pointer to the name in the question, A, IN, not to be kept, four bytes.
  const record = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
  return Buffer.concat([head, question, record]);
}
