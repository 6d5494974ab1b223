import type { TFunction } from 'i18next';
import type { DisplayFacts, ElectronApi, ScreenSource } from './electron-api.ts';

export interface ChooseScreenParts {
  readonly electron: Pick<ElectronApi, 'screenSources' | 'displays' | 'showMessage'>;
  readonly t: TFunction;
}

/** The only screen, or the one that the user chooses in a dialog of the system's own, which no page can draw or press. */
export async function chooseScreen({ electron, t }: ChooseScreenParts): Promise<ScreenSource | undefined> {
  const sources = await electron.screenSources();
  const [only] = sources;
  if (sources.length <= 1) return only;
  const displays = electron.displays();
  const names = sources.map((source, at) => nameOf(source, at, displays, t));
  const pressed = await electron.showMessage({
    type: 'question',
    title: t('electron.chooseScreen.title'),
    message: t('electron.chooseScreen.question'),
    detail: t('electron.chooseScreen.detail'),
    buttons: [t('electron.chooseScreen.none'), ...names],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return sources[pressed - 1];
}

function nameOf(source: ScreenSource, at: number, displays: readonly DisplayFacts[], t: TFunction): string {
  const display = displays.find(({ id }) => String(id) === source.display_id);
  if (display === undefined) return t('electron.chooseScreen.screen', { number: at + 1 });
  const { size, scaleFactor } = display;
  return t('electron.chooseScreen.screenOfSize', {
    number: at + 1,
    width: Math.round(size.width * scaleFactor),
    height: Math.round(size.height * scaleFactor),
  });
}
