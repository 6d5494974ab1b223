import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the printer is told, and what its program reads each second. */
const SETTINGS = 'printer.conf';
const SETTINGS_TEXT = `# Printer in room 2 (practice)
# Which paper it asks for. In its tray is A4.
paper = A5
`;

const NOTE = `This computer is for practice. Nothing on it
matters; it is gone when the practice ends.

What is wrong
  The printer in room 2 prints nothing.
  Its own window says why. Its settings are
  in ~/${SETTINGS}.

How one sees that it is mended
  Its window is green: "Ready. Nothing waits."
`;

/**
 * A printer without a printer: reads its settings each second and says on its window what it does. No more than what a
 * POSIX shell has; colours come with words.
 */
const PRINTER = `#!/bin/sh
settings="$HOME/${SETTINGS}"
waiting=3
show() { printf '\\033[%sm\\033[2J\\033[H\\n  %s\\n\\n  %s\\n  %s\\n' "$1" "$2" "$3" "$4"; }
printf '\\033[?25l'
before=
while :; do
  paper=$(sed -n 's/^[[:space:]]*paper[[:space:]]*=[[:space:]]*\\([A-Za-z0-9]*\\).*/\\1/p' "$settings" 2>/dev/null | head -n 1)
  if [ "$paper" != A4 ]; then
    now="48;5;124;97|STOPPED|It is told to print on \${paper:-nothing}, the tray has A4.|$waiting letters wait. Settings: ~/${SETTINGS}"
    [ "$waiting" -gt 0 ] || waiting=1
  elif [ "$waiting" -gt 0 ]; then
    now="48;5;130;97|PRINTING|Paper A4.|$waiting to go."
    waiting=$((waiting - 1))
  else
    now='48;5;29;97|READY|Paper A4. Everything is printed.|Ready. Nothing waits.'
  fi
  if [ "$now" != "$before" ]; then
    before=$now
    IFS='|' read -r colour state first second <<END
$now
END
    show "$colour" "Printer in room 2: $state" "$first" "$second"
  fi
  sleep 1
done
`;

const SYSTEM_RULES = '/etc/xdg/openbox/rc.xml';

/** Where the agent's window (by the file that its browser opens) and the note are, beside the printer. */
const PLACES = `
  <application name="*open-alongside.html">
    <position force="yes"><x>16</x><y>16</y></position>
    <size><width>606</width><height>690</height></size>
  </application>
  <application name="l3afpad">
    <position force="yes"><x>690</x><y>250</y></position>
    <size><width>560</width><height>300</height></size>
  </application>
`;

export interface MenuEntry {
  readonly label: string;
  readonly command: readonly string[];
}

export const SETTINGS_FILE = SETTINGS;
export const NOTE_FILE = 'practice.txt';
export const PRINTER_PROGRAM = 'printer';

/** Fills an empty home folder: the story, its fault, and the desktop's menu. */
export function fillHome(home: string, menu: readonly MenuEntry[]): void {
  writeFileSync(join(home, SETTINGS), SETTINGS_TEXT);
  writeFileSync(join(home, NOTE_FILE), NOTE);
  writeFileSync(join(home, PRINTER_PROGRAM), PRINTER, { mode: 0o755 });
  writeFileSync(join(home, '.bashrc'), "PS1='practice:\\w$ '\n");
  const openbox = join(home, '.config', 'openbox');
  mkdirSync(openbox, { recursive: true });
  writeFileSync(join(openbox, 'menu.xml'), menuFile(menu));
  if (existsSync(SYSTEM_RULES)) {
    const rules = readFileSync(SYSTEM_RULES, 'utf8').replace('</applications>', `${PLACES}</applications>`);
    writeFileSync(join(openbox, 'rc.xml'), rules);
  }
}

function menuFile(menu: readonly MenuEntry[]): string {
  const items = menu.map(
    ({ label, command }) =>
      `<item label="${escapeXml(label)}"><action name="Execute"><command>${escapeXml(command.map(quoted).join(' '))}</command></action></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<openbox_menu xmlns="http://openbox.org/3.4/menu">
<menu id="root-menu" label="Practice">${items.join('\n')}</menu>
</openbox_menu>
`;
}

/** One word for GLib's parser of command lines. */
const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
const escapeXml = (text: string) => text.replace(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);
