import type { Step } from '../step.ts';
import { asking } from './asking.ts';
import { askingForCommands, running } from './commands.ts';
import { conversation } from './conversation.ts';
import { diagnosis } from './diagnosis.ts';
import { editing } from './editing.ts';
import { claiming, joining } from './joining.ts';
import { keeping } from './keeping.ts';
import { askingForMouse, pointing } from './mouse.ts';
import { ownWindow } from './own-window.ts';
import { askingForScreen, seeing } from './picture.ts';
import { stopping } from './stopping.ts';
import { refusing, takingBack } from './taking-back.ts';

/** The story from the first word to the kept record; `folder` takes the records. */
export function story(folder: string): readonly Step[] {
  return [
    asking,
    claiming,
    joining,
    conversation,
    askingForScreen,
    seeing,
    askingForMouse,
    pointing,
    editing,
    ownWindow,
    askingForCommands,
    running,
    diagnosis,
    takingBack,
    refusing,
    stopping,
    keeping(folder),
  ];
}
