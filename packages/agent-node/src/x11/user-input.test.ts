import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openX11 } from './open-x11.ts';
import { missingPrograms, startForTest, type TestXServer, until } from './testing/x-server.ts';

/** A VNC viewer's hand (RFC 6143): its mouse and keys come into Xtigervnc by devices of their own, not by XTEST. */
class ViewersHand {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(port: number): Promise<ViewersHand> {
    const socket = connect(port, '127.0.0.1');
    let received = Buffer.alloc(0);
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
    });
    const take = async (bytes: number) => {
      await until(() => received.length >= bytes);
      const taken = received.subarray(0, bytes);
      received = received.subarray(bytes);
      return taken;
    };
    await take(12);
    socket.write('RFB 003.008\n');
    await take(((await take(1))[0] ?? 0) || 0);
    socket.write(Buffer.from([1]));
    await take(4);
    socket.write(Buffer.from([1]));
    const init = await take(24);
    await take(init.readUInt32BE(20));
    return new ViewersHand(socket);
  }

  move(x: number, y: number): void {
    const message = Buffer.from([5, 0, 0, 0, 0, 0]);
    message.writeUInt16BE(x, 2);
    message.writeUInt16BE(y, 4);
    this.#socket.write(message);
  }

  tap(keysym: number): void {
    for (const down of [1, 0]) {
      const message = Buffer.from([4, down, 0, 0, 0, 0, 0, 0]);
      message.writeUInt32BE(keysym, 4);
      this.#socket.write(message);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}

describe.skipIf(missingPrograms('Xtigervnc', 'ss'))("the user's own mouse and keys", () => {
  it('are told apart from what is injected, by their devices', async () => {
    const server = await startForTest('Xtigervnc', [
      '-SecurityTypes',
      'None',
      '-localhost',
      '-rfbport',
      '0',
      '-geometry',
      '800x600',
    ]);
    const port = await until(() => listeningPort(server));
    const host = await openX11({ env: server.env, ownProcesses: () => new Set([1_000_000_000]) });
    if (host.kind !== 'ready') throw new Error(host.reason);
    expect(host.input.userComesFirst).toBe(true);
    const device = await host.input.open();
    expect(device.userComesFirst).toBe(true);
    let heard = 0;
    device.onUserInput(() => {
      heard += 1;
    });

    await device.move(100, 100);
    await device.button('left', true);
    await device.button('left', false);
    await device.key('KeyA', true);
    await device.key('KeyA', false);
    await device.releaseAll();
    expect(heard).toBe(0);

    const hand = await ViewersHand.open(port);
    hand.move(300, 200);
    await until(() => heard > 0);
    const afterMove = heard;
    hand.tap(0x61);
    await until(() => heard > afterMove);

    hand.close();
    device.dispose();
    host.desktop.dispose();
  });
});

async function listeningPort(server: TestXServer): Promise<number | undefined> {
  const text = await server.run('ss', '-Hltnp');
  const line = text.split('\n').find((entry) => entry.includes(`pid=${server.process.pid},`) && entry.includes('127.0.0.1:'));
  return Number(/127\.0\.0\.1:(\d+)/u.exec(line ?? '')?.[1]) || undefined;
}
