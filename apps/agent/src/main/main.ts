import {
  app,
  BrowserWindow,
  desktopCapturer,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  type NativeImage,
  Notification,
  nativeImage,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
} from 'electron';
import type { ElectronApi, TrayImage } from './electron-api.ts';
import { prepareMain, startMain } from './run.ts';

const electron: ElectronApi = {
  app,
  ipc: ipcMain,
  registerSchemes: (schemes) => protocol.registerSchemesAsPrivileged(schemes),
  sessionOf: (partition) => session.fromPartition(partition),
  createWindow: (options) => new BrowserWindow(options),
  createTray: (image) => {
    const tray = new Tray(imageOf(image));
    return {
      setImage: (next) => tray.setImage(imageOf(next)),
      setToolTip: (text) => tray.setToolTip(text),
      setMenu: (template) => tray.setContextMenu(Menu.buildFromTemplate([...template])),
      on: (_event, listener) => tray.on('click', listener),
      destroy: () => tray.destroy(),
    };
  },
  screenSources: () => desktopCapturer.getSources({ types: ['screen'], thumbnailSize: { width: 0, height: 0 } }),
  displays: () => screen.getAllDisplays(),
  workArea: () => screen.getPrimaryDisplay().workArea,
  setMenu: (template) => Menu.setApplicationMenu(Menu.buildFromTemplate([...template])),
  showError: (title, text) => dialog.showErrorBox(title, text),
  showMessage: async (options) => (await dialog.showMessageBox(options)).response,
  shortcuts: globalShortcut,
  notify: (words, pressed) => {
    const shown = new Notification(words);
    shown.on('click', pressed);
    shown.show();
    return { close: () => shown.close() };
  },
  onResume: (listener) => powerMonitor.on('resume', listener),
  // Its types leave out the event that its documentation names.
  onShutdown: (listener) => powerMonitor.on('shutdown', listener as () => void),
  beep: () => shell.beep(),
  openExternal: (address) => shell.openExternal(address),
  permissions: () => ({
    screen: systemPreferences.getMediaAccessStatus('screen') === 'granted',
    control: systemPreferences.isTrustedAccessibilityClient(false),
  }),
};

// Electron would show a box in English, wait for it, and go on in a state that nobody knows. As everywhere else the agent
// ends instead, and its watchdog cleans up.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  app.exit(1);
});

const prepared = await prepareMain(electron, {
  argv: process.argv,
  environment: process.env,
  folder: import.meta.dirname,
  resources: process.resourcesPath,
});
if (prepared) void startMain(electron, prepared);

function imageOf({ bitmaps, template }: TrayImage): NativeImage {
  const image = nativeImage.createEmpty();
  for (const { size, scaleFactor, pixels } of bitmaps) {
    const drawn = nativeImage.createFromBitmap(Buffer.from(pixels), { width: size, height: size, scaleFactor });
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: drawn.toPNG() });
  }
  image.setTemplateImage(template);
  return image;
}
