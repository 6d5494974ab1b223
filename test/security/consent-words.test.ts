import { CAPABILITIES } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import german from '../../packages/agent-ui/src/shell/texts/de.json' with { type: 'json' };
import catalogue from '../../packages/agent-ui/src/shell/texts/en.json' with { type: 'json' };

/** What a person reads before Allow must not promise what the machine does not keep (DESIGN, the honest limit). */

describe('the words of the consents', () => {
  const { dialog } = catalogue;

  it('say what a shell, a mouse and a keyboard give away', () => {
    expect(dialog.commands.words).toMatch(/read, change and delete everything that you can/u);
    expect(dialog.mouse.words).toMatch(/click and type as you would/u);
    expect(dialog.mouse.about).toMatch(/counts as yours/u);
  });

  it('say that commands may go on, where no cgroup can be had', () => {
    expect(dialog.commands.outlive).toMatch(/may go on after the end/u);
  });

  it('of a reading of the machine name what it names', () => {
    // The report holds `processes.busiest`.
    expect(dialog.facts.words).toMatch(/names of your busiest programs/u);
    expect(dialog.facts.words).not.toMatch(/no names of programs/iu);
  });

  it('are as plain in German', () => {
    const words = german.dialog;
    expect(words.commands.words).toMatch(/alles lesen, ändern und löschen, was Sie können/u);
    expect(words.mouse.words).toMatch(/klicken und tippen wie Sie selbst/u);
    expect(words.mouse.about).toMatch(/gilt als von Ihnen/u);
    expect(words.commands.outlive).toMatch(/laufen nach dem Ende vielleicht weiter/u);
    expect(words.facts.words).toMatch(/Namen der Programme, die am meisten arbeiten/u);
  });

  it('are there for each capability', () => {
    const asked = Object.values(dialog).filter((value) => typeof value === 'object' && 'question' in value && 'allow' in value);
    expect(asked.length).toBeGreaterThanOrEqual(CAPABILITIES.length);
  });
});
