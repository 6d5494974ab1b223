import { Emitter, silentLogger } from '@alongside/base';
import { linkPage } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports, settle } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { LinkFrame } from './link-frame.ts';

/** A link frame whose page writes down what it is told, and does not answer what is in `mute`. */
function opened({ page = true } = {}) {
  const clock = new FakeClock();
  const links = new Emitter<Connection | undefined>();
  const said: string[] = [];
  const mute = new Set<string>();
  let refuses = false;
  let resets = 0;
  const attach = () => {
    const [coreEnd, pageEnd] = linkedTransports();
    const common = { contract: contract(linkPage), clock, logger: silentLogger };
    const theirs = new Connection(pageEnd, { ...common, local: 'page', remote: 'core' });
    const answer = async (what: string) => {
      said.push(what);
      if (mute.has(what)) await new Promise(() => undefined);
      if (refuses) throw new Error('no');
      return null;
    };
    theirs.handle(linkPage.peerOpen, ({ epoch, group }) => answer(`open ${group} ${epoch}`));
    theirs.handle(linkPage.screenStart, async () => ({ width: 1280, height: 720, label: 'screen' }));
    theirs.handle(linkPage.screenStop, () => answer('stop'));
    theirs.handle(linkPage.screenWatched, ({ shown }) => answer(`watched ${shown}`));
    pages.link = new Connection(coreEnd, { ...common, local: 'core', remote: 'page' });
    links.fire(pages.link);
  };
  const pages = {
    shell: undefined,
    link: undefined as Connection | undefined,
    onShell: new Emitter<Connection | undefined>().event,
    onLink: links.event,
    onSecondPage: new Emitter<void>().event,
    resetLink() {
      resets += 1;
      const { link } = pages;
      pages.link = undefined;
      links.fire(undefined);
      link?.close('thrown away');
    },
    show: () => undefined,
  };
  const frame = new LinkFrame(pages, silentLogger);
  if (page) attach();
  return {
    frame,
    clock,
    said,
    mute,
    attach,
    /** Each answer is a refusal from now on. */
    refuse: () => {
      refuses = true;
    },
    get resets() {
      return resets;
    },
  };
}

const nobody = { code: 'screen.unavailable' };

describe('the links of a link frame', () => {
  it('are the session’s or of who watches, with numbers counted over both', async () => {
    const { frame, said } = opened();
    const options = { epoch: 7, initiator: true, iceServers: [] };
    frame.factory.open(options);
    frame.watcherFactory.open(options);
    frame.factory.open(options);
    await settle();
    expect(said).toEqual(['open session 0', 'open watcher 1', 'open session 2']);
  });
});

describe('who watches', () => {
  it('is shown nothing where no page is open, nothing is captured, or the capture ended', async () => {
    const world = opened();
    await expect(world.frame.showToWatcher(true)).rejects.toMatchObject(nobody);
    await world.frame.startScreen();
    await world.frame.stopScreen();
    await expect(world.frame.showToWatcher(true)).rejects.toMatchObject(nobody);
    expect(world.said).toEqual(['stop']);
    const { frame } = opened({ page: false });
    await expect(frame.showToWatcher(true)).rejects.toMatchObject(nobody);
  });

  it('is shown what is captured, and no longer when told so', async () => {
    const world = opened();
    await world.frame.startScreen();
    await world.frame.showToWatcher(true);
    await world.frame.showToWatcher(false);
    // Nothing is shown any more: nothing has to be confirmed.
    await world.frame.showToWatcher(false);
    expect([world.said, world.resets]).toEqual([['watched true', 'watched false'], 0]);
  });

  it('loses it with a frame that does not confirm it within 200 ms', async () => {
    const world = opened();
    await world.frame.startScreen();
    await world.frame.showToWatcher(true);
    world.mute.add('watched false');
    const hidden = world.frame.showToWatcher(false);
    await settle();
    await world.clock.advance(199);
    expect(world.resets).toBe(0);
    await world.clock.advance(1);
    await hidden;
    expect([world.resets, world.frame.present]).toEqual([1, false]);
  });

  it('loses it as soon where the showing itself is not confirmed', async () => {
    const world = opened();
    await world.frame.startScreen();
    world.mute.add('watched true').add('watched false');
    const shown = world.frame.showToWatcher(true).catch((error: { code: string }) => error.code);
    const hidden = world.frame.showToWatcher(false);
    await settle();
    await world.clock.advance(200);
    await hidden;
    await shown;
    expect(world.resets).toBe(1);
  });

  it('is not believed to be shown nothing by a frame that refuses', async () => {
    const world = opened();
    await world.frame.startScreen();
    world.refuse();
    await expect(world.frame.showToWatcher(true)).rejects.toThrow();
    expect([world.said, world.resets]).toEqual([['watched true', 'watched false'], 1]);
  });

  it('and the session lose it together with a frame that hangs, which is thrown away once', async () => {
    const world = opened();
    await world.frame.startScreen();
    await world.frame.showToWatcher(true);
    world.mute.add('watched false').add('stop');
    const ended = Promise.all([world.frame.showToWatcher(false), world.frame.stopScreen()]);
    await settle();
    await world.clock.advance(200);
    await ended;
    expect(world.resets).toBe(1);
  });

  it('is shown nothing by a page that came in the place of another', async () => {
    const world = opened();
    await world.frame.startScreen();
    await world.frame.showToWatcher(true);
    world.attach();
    await world.frame.showToWatcher(false);
    await expect(world.frame.showToWatcher(true)).rejects.toMatchObject(nobody);
    expect(world.said).toEqual(['watched true']);
  });
});
