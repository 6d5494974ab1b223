import type { Resolution } from '@alongside/protocol';

/** What people of the made-up organisation ask about, and how it is usually solved there. */
export interface DemoProblem {
  /** How often, beside the others. */
  readonly weight: number;
  readonly category: string;
  readonly tags: readonly string[];
  readonly urgency: number;
  readonly impact: number;
  /** Users' words. */
  readonly texts: readonly string[];
  /** Steps of the first tier; the last one ends it where the tier is 1. */
  readonly steps: readonly string[];
  readonly solution: string;
  readonly code: Exclude<Resolution, 'withdrawn' | 'gone'>;
  /** Where it was solved, beyond the first tier. */
  readonly beyond?: {
    readonly tier: 2 | 3 | 4;
    /** Known by this name to those who look deeper (demo-known.ts), or new to them. */
    readonly known: string | null;
    readonly analysis: string;
    readonly evidence: readonly string[];
    readonly workaround?: string;
    readonly vendor?: { readonly name: string; readonly reference: string };
  };
}

export const DEMO_PROBLEMS: readonly [DemoProblem, ...DemoProblem[]] = [
  {
    weight: 12,
    category: 'account',
    tags: ['password'],
    urgency: 4,
    impact: 2,
    texts: [
      'I cannot sign in since this morning.',
      'It says my password is wrong. It is not.',
      'Locked out after the holiday.',
      'My password ran out and I cannot choose a new one.',
    ],
    steps: ['Caps lock and keyboard layout looked at together', 'Account unlocked after a call back to the known number'],
    solution:
      'Your account was locked after several attempts. It is open again, and the old phone that kept trying is signed out.',
    code: 'advice',
  },
  {
    weight: 11,
    category: 'printer',
    tags: ['spooler'],
    urgency: 3,
    impact: 2,
    texts: [
      'The printer says it is offline.',
      'Nothing comes out of the printer on the second floor.',
      'My pages wait in the list and do not print.',
      'It prints one page and then stops.',
    ],
    steps: ['Cable and paper looked at with the user', 'Waiting pages removed and the print service started anew'],
    solution: 'A page was stuck at the front of the list. It is gone, and the rest came out.',
    code: 'remote-repair',
  },
  {
    weight: 9,
    category: 'mail',
    tags: ['calendar'],
    urgency: 3,
    impact: 2,
    texts: [
      'Mail asks for my password again and again.',
      'I cannot open the shared calendar.',
      'A message has been in the outbox since yesterday.',
      'My mailbox is full, it says.',
    ],
    steps: ['Signed out of mail and in again', 'Old large messages moved to the archive'],
    solution: 'The mailbox was full. Its large attachments are in the archive now, and new mail arrives.',
    code: 'remote-repair',
  },
  {
    weight: 8,
    category: 'network',
    tags: ['wifi'],
    urgency: 4,
    impact: 2,
    texts: [
      'No internet in meeting room 3.',
      'The Wi-Fi drops every few minutes.',
      'I have no network at home, the phone works.',
      'Websites load, but our own pages do not.',
    ],
    steps: ['Name lookup and way out checked with a health check', 'Left the network and joined it again'],
    solution: 'The computer held on to an old address. After joining the network again it got a new one.',
    code: 'remote-repair',
  },
  {
    weight: 8,
    category: 'slow',
    tags: [],
    urgency: 2,
    impact: 1,
    texts: [
      'My computer has been slow since the update.',
      'Everything takes ages in the morning.',
      'The fan is loud and the mouse stutters.',
      'It takes ten minutes until I can work.',
    ],
    steps: ['Looked at what uses the processor', 'Three programs that started by themselves switched off'],
    solution: 'Three programs started with the computer and were not needed. They are off; you can switch them on again.',
    code: 'remote-repair',
  },
  {
    weight: 7,
    category: 'disk',
    tags: ['space'],
    urgency: 3,
    impact: 1,
    texts: ['The disk is almost full.', 'I cannot save, there is no space left.', 'It says low disk space every hour.'],
    steps: ['Largest folders looked at together', 'Old temporary files removed, with consent'],
    solution: '14 GB of old temporary files are gone. Your own files were not touched.',
    code: 'remote-repair',
  },
  {
    weight: 7,
    category: 'sound',
    tags: ['video call'],
    urgency: 4,
    impact: 1,
    texts: ['No sound in video calls.', 'Others cannot hear me.', 'The camera shows a black picture.'],
    steps: ['Picked the headset in the call’s own settings', 'Checked with a recording'],
    solution: 'The call used the microphone of the screen. Your headset is chosen now.',
    code: 'advice',
  },
  {
    weight: 6,
    category: 'program',
    tags: ['installation'],
    urgency: 2,
    impact: 1,
    texts: [
      'I need the drawing program on my new computer.',
      'Please install the time sheet program.',
      'The installation asks for an administrator.',
    ],
    steps: ['Licence checked', 'Installed while the user watched'],
    solution: 'The program is installed and opens. Its first start takes a minute.',
    code: 'remote-repair',
  },
  {
    weight: 6,
    category: 'program',
    tags: ['how to'],
    urgency: 2,
    impact: 1,
    texts: [
      'How do I make a PDF from this?',
      'Where did the button for comments go?',
      'How do I share my screen in a call?',
      'I lost the toolbar.',
    ],
    steps: ['Shown on the user’s own screen'],
    solution: 'We went through it together once; the steps are in the article that I sent along.',
    code: 'advice',
  },
  {
    weight: 5,
    category: 'update',
    tags: [],
    urgency: 2,
    impact: 2,
    texts: ['The update fails every night.', 'It wants to restart again and again.', 'Update error, then it goes back.'],
    steps: ['Free space and power checked', 'Update started by hand and watched to its end'],
    solution: 'The update needed more free space than there was. It is installed now.',
    code: 'remote-repair',
  },
  {
    weight: 5,
    category: 'screen',
    tags: ['second screen'],
    urgency: 2,
    impact: 1,
    texts: ['The second screen stays black.', 'Colours look wrong on the second screen.', 'Everything is tiny.'],
    steps: ['Cable taken out and put in again', 'Size and order of the screens set'],
    solution: 'The screen was found again with another cable, and the size is as you like it.',
    code: 'advice',
  },
  {
    weight: 4,
    category: 'files',
    tags: [],
    urgency: 4,
    impact: 2,
    texts: [
      'I deleted a folder by mistake.',
      'The file is locked by somebody who is on holiday.',
      'My files from yesterday are gone.',
    ],
    steps: ['Looked where the files were last', 'Brought back from the copy of last night'],
    solution: 'The folder is back as it was last night at 22:00. What came after that is not in it.',
    code: 'remote-repair',
  },
  {
    weight: 4,
    category: 'security',
    tags: ['mail'],
    urgency: 5,
    impact: 2,
    texts: [
      'I clicked on a link in a strange message.',
      'Somebody called and wanted to see my screen.',
      'A window says that I have a virus.',
    ],
    steps: ['Password changed at once', 'Folder of downloads scanned, with consent'],
    solution: 'Nothing was found, and your password is new. You did right to ask at once.',
    code: 'advice',
  },
  {
    weight: 3,
    category: 'network',
    tags: ['vpn'],
    urgency: 4,
    impact: 3,
    texts: ['The VPN connects and then nothing loads.', 'From home I reach some of our pages and others not.'],
    steps: ['Signed out of the VPN and in again', 'Another network tried'],
    solution:
      'Packets were too large for the way through the tunnel. The gateway says so to computers now; nothing to do for you.',
    code: 'remote-repair',
    beyond: {
      tier: 2,
      known: null,
      analysis: 'Small pages load, large ones hang: the tunnel drops packets above 1380 bytes and nobody is told.',
      evidence: ['A report of the user’s computer: size of packets that pass', 'Log of the gateway, 09:12 to 09:20'],
    },
  },
  {
    weight: 3,
    category: 'printer',
    tags: ['labels', 'driver'],
    urgency: 3,
    impact: 3,
    texts: ['Labels come out twice since the update.', 'The label printer prints half a label too low.'],
    steps: ['Paper size set again', 'Another cable tried'],
    solution:
      'The new driver counts the gap between labels twice. The driver of before is installed until there is a mended one.',
    code: 'workaround',
    beyond: {
      tier: 2,
      known: 'Label printer driver 8.4 counts the gap twice',
      analysis: 'Every computer with driver 8.4 shows it, none with 8.3. The setting for the gap is read twice.',
      evidence: ['Driver 8.4 in the software list of four computers', 'The same page printed with 8.3'],
      workaround: 'Driver 8.3, held back from updates.',
    },
  },
  {
    weight: 3,
    category: 'account',
    tags: ['shared folder'],
    urgency: 3,
    impact: 3,
    texts: ['I see the folder of sales but cannot open it.', 'After my move to another team I miss three folders.'],
    steps: ['Signed out and in again', 'Other folders opened'],
    solution: 'Your account was in the old team’s group. It is in the new one now; please sign in again once.',
    code: 'remote-repair',
    beyond: {
      tier: 2,
      known: null,
      analysis: 'The move of the person reached the directory, the group of the folder was left behind.',
      evidence: ['Groups of the account, before and after'],
    },
  },
  {
    weight: 2,
    category: 'program',
    tags: ['crash', 'time sheet'],
    urgency: 4,
    impact: 4,
    texts: ['The time sheet program closes when I save.', 'Time sheets: an error on the last day of the month.'],
    steps: ['Started anew', 'Another month saved without trouble'],
    solution: 'Fixed in version 5.2.1, which is installed. Your entries of that day are there.',
    code: 'fixed-version',
    beyond: {
      tier: 3,
      known: 'Time sheets: crash on the last day of a month',
      analysis: 'The date of the next month is made from day 31 and does not exist. Happens on every computer, on those days.',
      evidence: ['Crash report of two computers, same line', 'Steps: set the date to the 31st, save'],
      workaround: 'Save on the first of the next month.',
    },
  },
  {
    weight: 2,
    category: 'network',
    tags: ['firewall'],
    urgency: 4,
    impact: 4,
    texts: ['Nobody in our hall reaches the order system.', 'The order system says time-out.'],
    steps: ['Other pages open', 'A second computer shows the same'],
    solution:
      'A rule of the firewall was lost in its update. It is there again, and stands in the list that is checked after updates.',
    code: 'remote-repair',
    beyond: {
      tier: 3,
      known: null,
      analysis: 'From one part of the network alone: packets leave, none come back. It ends at the firewall between both.',
      evidence: ['Path from two computers', 'Rules of the firewall before and after its update'],
    },
  },
  {
    weight: 2,
    category: 'hardware',
    tags: ['dock'],
    urgency: 3,
    impact: 2,
    texts: [
      'The dock does not charge any more.',
      'Since yesterday the dock shows no picture.',
      'The battery is empty after an hour.',
    ],
    steps: ['Another cable and socket tried', 'Firmware looked at'],
    solution: 'The maker replaced the dock. The new one stands on your desk.',
    code: 'replacement',
    beyond: {
      tier: 4,
      known: 'Docks of the series D6 stop charging',
      analysis: 'The dock draws power and gives none, with three cables and two computers.',
      evidence: ['Report: power source “battery” while plugged in'],
      vendor: { name: 'Nordwind Hardware', reference: 'NW-' },
    },
  },
  {
    weight: 1,
    category: 'hardware',
    tags: ['disk'],
    urgency: 5,
    impact: 3,
    texts: ['It makes a clicking noise and is very slow.', 'A message says that my disk may fail soon.'],
    steps: ['Copy of the user’s files checked first', 'Full health check, with consent'],
    solution: 'The disk was exchanged on site, and your files are back from the copy.',
    code: 'on-site',
    beyond: {
      tier: 4,
      known: null,
      analysis: 'The disk reports 214 moved sectors and rising; the copy of the files is of last night and complete.',
      evidence: ['Finding of the check of disks', 'Date and size of the last copy'],
      vendor: { name: 'Nordwind Hardware', reference: 'NW-' },
    },
  },
];
