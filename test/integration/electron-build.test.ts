import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'oxc-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildElectron, electronRoot } from '../../scripts/lib/build-electron.ts';
import { buildPages } from '../../scripts/lib/build-pages.ts';
import { root } from '../../scripts/lib/paths.ts';

/** The Electron host as it is built: what the checklist forbids is not in it, what it demands is (engineering: security). */
let main: string;
const preloads = new Map<string, string>();
const helpers = new Map<string, string>();

beforeAll(async () => {
  buildPages(() => undefined);
  await buildElectron(() => undefined);
  main = await readFile(join(electronRoot, 'main.mjs'), 'utf8');
  for (const [folder, files] of [
    ['preload', preloads],
    ['helpers', helpers],
  ] as const) {
    for (const name of await readdir(join(electronRoot, folder))) {
      files.set(name, await readFile(join(electronRoot, folder, name), 'utf8'));
    }
  }
}, 120_000);

test('holds main, a preload for each window, the helper programs, both pages and the shells’ integration', async () => {
  expect([...preloads.keys()].sort()).toEqual(['bar.cjs', 'consent.cjs', 'first.cjs', 'home.cjs', 'link.cjs']);
  expect([...helpers.keys()].sort()).toEqual([
    'keychain-process.mjs',
    'lane-process.mjs',
    'release-held.mjs',
    'watchdog-process.mjs',
  ]);
  for (const page of ['shell', 'link']) {
    expect(await readFile(join(electronRoot, 'pages', page, 'index.html'), 'utf8')).toContain('<script type="module"');
  }
  expect((await readdir(join(electronRoot, 'integration'))).sort()).toContain('bash.sh');
});

describe('main', () => {
  test.each([
    /nodeIntegration(InWorker|InSubFrames)?:\s*(true|!0)/u,
    /contextIsolation:\s*(false|!1)/u,
    /sandbox:\s*(false|!1)[^a-z]/u,
    /webSecurity:\s*(false|!1)/u,
    /allowRunningInsecureContent:\s*(true|!0)/u,
    /webviewTag:\s*(true|!0)/u,
    /enableBlinkFeatures|experimentalFeatures|enableRemoteModule/u,
    /remote-debugging|remote-allow-origins|--inspect/u,
    /--no-sandbox|disable-web-security|ignore-certificate-errors/u,
    /auto-select-|auto-accept-|use-fake-ui-for-media|test-type/u,
    /openPath|showItemInFolder|openDevTools|insertCSS|loadFile|bypassCSP|setProxy/u,
    /certificate-error|setCertificateVerifyProc/u,
    /useSystemPicker:\s*(true|!0)/u,
    /import\.meta\.main/u,
  ])('has no %s', (forbidden) => {
    expect(forbidden.exec(main)?.[0]).toBeUndefined();
  });

  test.each([
    'enableSandbox()',
    'requestSingleInstanceLock()',
    'registerSchemesAsPrivileged',
    'setWindowOpenHandler(() => ({ action: "deny" }))',
    '"will-navigate"',
    '"will-frame-navigate"',
    '"will-redirect"',
    '"will-attach-webview"',
    '"web-contents-created"',
    'setPermissionRequestHandler',
    'setPermissionCheckHandler',
    'setDevicePermissionHandler(() => false)',
    'setDisplayMediaRequestHandler',
    'contextIsolation: true',
    'sandbox: true',
    'nodeIntegration: false',
    'devTools: false',
    'senderFrame',
    'process.on("uncaughtException"',
  ])('has %s', (demanded) => {
    expect(main).toContain(demanded);
  });

  test('hands addresses to the system in one place', () => {
    expect(main.match(/\bshell\.openExternal\(/gu)).toHaveLength(1);
    expect(main.match(/\belectron\.openExternal\(/gu)).toHaveLength(1);
    expect(main.match(/openExternal\(/gu)).toHaveLength(2);
  });

  test('gets screens from Electron in one place, and evaluates one fixed text', () => {
    expect(main.match(/getSources\(/gu)).toHaveLength(1);
    expect(main.match(/executeJavaScript\([^)]*\)/gu)).toEqual(['executeJavaScript("0", true)']);
  });

  test('imports nothing by path: it is one file beside its helpers', () => {
    const { module } = parseSync('main.mjs', main);
    const paths = module.staticImports.map(({ moduleRequest }) => moduleRequest.value).filter((from) => /^[./]/u.test(from));
    expect(paths).toEqual([]);
    for (const [, name] of main.matchAll(/new URL\("\.\/helpers\/([\w-]+\.mjs)"/gu)) expect(helpers.has(name ?? '')).toBe(true);
    expect(main).not.toMatch(/new URL\("[^"]+\.ts"/u);
  });
});

describe('each preload', () => {
  test('requires Electron alone and is small', () => {
    for (const [name, code] of preloads) {
      expect(
        [...code.matchAll(/require\("([^"]+)"\)/gu)].map(([, of]) => of),
        name,
      ).toEqual(['electron']);
      expect(code.length, name).toBeLessThan(4_000);
      expect(code, name).not.toMatch(/\bimport\b|process\.|eval\(|Function\(|sendSync|sendToHost|postMessage/u);
    }
  });

  test.each(['first', 'home', 'consent', 'bar', 'link'])('%s exposes one bridge, of which nothing is Electron’s', (kind) => {
    const exposed = new Map<string, Record<string, unknown>>();
    const sent: unknown[][] = [];
    let listener: ((event: object, frame: unknown) => void) | undefined;
    const ipcRenderer = {
      on: (_channel: string, handler: typeof listener) => {
        listener = handler;
      },
      send: (...args: unknown[]) => void sent.push(args),
      invoke: (...args: unknown[]) => Promise.resolve(sent.push(args) > 0),
    };
    const contextBridge = { exposeInMainWorld: (name: string, api: Record<string, unknown>) => void exposed.set(name, api) };
    const run = new Function('require', preloads.get(`${kind}.cjs`) ?? '');
    run(() => ({ ipcRenderer, contextBridge }));
    expect([...exposed.keys()]).toEqual(['alongside']);
    const bridge = exposed.get('alongside') as Record<string, (...args: unknown[]) => unknown>;
    expect(Object.keys(bridge).sort()).toEqual(
      kind === 'link'
        ? ['chooseScreen', 'connect', 'send']
        : ['connect', 'send', ...(kind === 'first' ? [] : ['unfold']), 'window'],
    );
    expect(Object.values(bridge)).not.toContain(ipcRenderer);
    const received: unknown[][] = [];
    bridge.connect?.((...args: unknown[]) => received.push(args));
    bridge.connect?.(() => received.push(['a second listener']));
    listener?.({ sender: ipcRenderer }, '{"m":"x"}');
    expect(received).toEqual([['{"m":"x"}']]);
    bridge.send?.({ toString: () => 'text' });
    bridge.unfold?.('yes');
    expect(sent).toEqual([
      ['alongside:connect'],
      ['alongside:frame', 'text'],
      ...(kind === 'link' || kind === 'first' ? [] : [['alongside:unfold', false]]),
    ]);
  });
});

test('the built main loads in Node before a stand-in for Electron, and ends where it is given no link', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-built-'));
  try {
    // Every name that is asked for is there; what is called says so.
    await writeFile(
      join(folder, 'electron.mjs'),
      `const said = (line) => process.stdout.write(line + '\\n');
       // As Electron has it: it may be defined, and throws where it is assigned.
       Object.defineProperty(process, 'helperExecPath', { value: process.execPath, configurable: true });
       export const app = { isPackaged: false, commandLine: { appendSwitch: () => undefined }, on: () => undefined,
         enableSandbox: () => said('sandbox'), getPreferredSystemLanguages: () => ['en'], setPath: () => undefined, requestSingleInstanceLock: () => true,
         whenReady: () => Promise.resolve(said('ready')), exit: (code) => { said('exit ' + code); process.exit(code); } };
       export const protocol = { registerSchemesAsPrivileged: ([{ scheme }]) => said('scheme ' + scheme) };
       export const [BrowserWindow, Menu, Notification, Tray, desktopCapturer, dialog, globalShortcut, ipcMain, nativeImage, powerMonitor,
         screen, session, shell, systemPreferences] = Array(14).fill({});`,
    );
    await writeFile(
      join(folder, 'hook.mjs'),
      `import { registerHooks } from 'node:module';
       registerHooks({ resolve: (specifier, context, next) => specifier === 'electron'
         ? { url: ${JSON.stringify(pathToFileURL(join(folder, 'electron.mjs')).href)}, shortCircuit: true } : next(specifier, context) });`,
    );
    const args = [
      '--import',
      join(folder, 'hook.mjs'),
      join(electronRoot, 'main.mjs'),
      `--data=${join(folder, 'data')}`,
      '--enroll=x',
    ];
    const done = await new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { PATH: process.env.PATH, HOME: folder, DISPLAY: ':0', ALONGSIDE_NODE: process.execPath };
      execFile(process.execPath, args, { env }, (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }));
    });
    expect(done.err).toContain('this is no link that connects a computer');
    expect(done).toMatchObject({ code: 1, out: 'sandbox\nscheme app\nready\nexit 1\n' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);

describe('electron-builder.yml', () => {
  const require = createRequire(join(root, 'node_modules', 'app-builder-lib', 'package.json'));
  let config: Record<string, unknown> & { electronFuses: Record<string, boolean>; files: string[]; asarUnpack: string[] };
  beforeAll(async () => {
    const { getConfig } = require('./out/util/config/config.js') as {
      getConfig: (folder: string, file: string, more: null) => Promise<typeof config>;
    };
    config = await getConfig(root, join(root, 'electron-builder.yml'), null);
  });

  test('is what electron-builder’s own schema allows', async () => {
    const { validateConfiguration } = require('./out/util/config/config.js') as {
      validateConfiguration: (config: object, log: { isEnabled: boolean }) => Promise<void>;
    };
    await validateConfiguration(config, { isEnabled: false });
    await expect(validateConfiguration({ ...config, electronFuse: {} }, { isEnabled: false })).rejects.toThrow('electronFuse');
  });

  test('names the version that is installed, sets every fuse and unpacks what runs outside of the archive', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
      version: string;
    };
    expect(config.electronVersion).toBe(version);
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: true,
    });
    const imported = [...helpers.values()].flatMap((code) =>
      [...code.matchAll(/(?:from |import\(|require\()"([^".][^"]*)"/gu)].map(([, specifier = '']) => specifier),
    );
    const packages = new Set(imported.filter((specifier) => !specifier.startsWith('node:')).map((name) => name.split('/')[0]));
    expect([...packages]).toEqual(expect.arrayContaining(['systeminformation', 'zod', 'x11']));
    for (const name of packages) expect(config.asarUnpack).toContain(`**/node_modules/${name}/**`);
  });

  test('makes a .deb, and an AppImage that is started with its sandbox', async () => {
    const { linux, extraMetadata: metadata } = config as unknown as {
      linux: object;
      extraMetadata: Readonly<Record<string, string>>;
    };
    const { default: FpmTarget } = require('./out/targets/FpmTarget.js') as {
      default: { prototype: { checkOptions(this: object): Promise<{ maintainer: string; url: string }> } };
    };
    const packager = {
      config,
      platformSpecificBuildOptions: linux,
      info: { metadata },
      appInfo: { linuxPackageName: 'alongside', buildVersion: '0', computePackageUrl: async () => metadata.homepage ?? null },
    };
    const target = Object.assign(Object.create(FpmTarget.prototype) as object, { packager, options: linux });
    const checked = await FpmTarget.prototype.checkOptions.call(target);
    expect(checked).toMatchObject({ maintainer: expect.stringContaining('@'), url: expect.stringContaining('https://') });

    const { default: AppImageTarget } = require('./out/targets/appimage/AppImageTarget.js') as {
      default: new (...parts: unknown[]) => { desktopEntry: { value: Promise<string> } };
    };
    const helper = { computeDesktopEntry: (_options: object, exec: string) => exec };
    expect(await new AppImageTarget('AppImage', packager, helper, '').desktopEntry.value).toBe('AppRun %U');
  });

  test('carries a Node for each system, or is not made', () => {
    const { linux, win, mac } = config as unknown as Record<string, { extraResources?: { from: string; to: string }[] }>;
    for (const of of [linux, win, mac]) expect(of?.extraResources).toMatchObject([{ to: 'node/bin' }]);
  });
});
