import { createInstance } from 'i18next';

/** English texts of the pages that the server itself makes. */
const en = {
  get: {
    title: 'Connect this computer',
    lead: 'A link from {{organisation}} connects one computer. It works once, within 72 hours.',
    whatItDoes: 'Afterwards this computer can ask for help. Nobody can see or control it unless you allow it, each time.',
    noLink:
      'This address has no link in it: the part after # is missing. If you were sent a link, open all of it. If not, ask an admin of {{organisation}} for one; they make it in the console under Settings → Computers.',
    invitation: 'This link is for asking a technician for help.',
    invitationHow:
      'Open Alongside on your computer, choose “A technician sent you a link?” and paste the whole address of this page. It only says whom you ask: you write the request, you send it, and you decide who joins. If nobody you know sent it to you, do not use it. If Alongside is not on this computer yet, ask for a link that connects it.',
    needsScript:
      'Your browser keeps the secret part of the link to itself. In the command below, put the whole address of this page, with all that stands after #, in place of LINK.',
    warned:
      'Did your browser warn you about this address? Then read this before you download: somebody in between could have changed the program.',
    howToTrust: 'How to trust this server',
    system: {
      'linux-other': 'Linux on this processor',
      windows: 'Windows',
      macos: 'macOS',
      android: 'Android',
      ios: 'iPhone and iPad',
      chromeos: 'ChromeOS',
    },
    notYet: 'There is no ready agent for {{system}} yet, so this computer cannot be connected today.',
    linkKept: 'Your link was not used; it stays good until it runs out.',
    whatWorks:
      'What works: Linux on a 64-bit Intel or AMD processor, with an X11 desktop and Chromium, Chrome, Brave or Edge. Open the link on such a computer, or tell your admin which system you have.',
    forLinux: 'For a Linux computer',
    unknownSystem: 'Your browser does not say which system this is. This is for Linux:',
    preparing: 'The server is making the agent ready, once, which takes less than a minute. This page goes on by itself.',
    lookAgain: 'Look again',
    none: 'This server has no ready agent to give.',
    failed: 'The agent could not be made ready on this server. The admin finds the reason where the server was started.',
    fromClone: 'On a Linux computer that has a clone of Alongside, this starts the agent from it:',
    download: '1. Download Alongside',
    downloadLink: 'Download for Linux ({{size}} MB)',
    needs: 'for 64-bit Intel and AMD processors; brings all it needs but a browser',
    start: '2. Unpack and start it',
    startWhere: 'Open a terminal in the folder where the file was saved, mostly Downloads, and paste:',
    startThen: 'It says “Agent: online” when this computer is connected, and its window opens. Ctrl-C ends it.',
    copy: 'Copy the command',
    copied: 'Copied.',
    check: 'Check that the file arrived as it was sent',
    checkHow: 'Before you unpack it, paste this beside the file; the answer ends with OK:',
    trouble: 'If it does not start',
    usedLink: 'It says that the link was used already or ran out: ask your admin for a new one. Nothing was connected.',
    noBrowser: 'It finds no browser: install Chromium, Chrome, Brave or Edge. On Debian:',
    noScreen: 'It finds no screen: start it in a terminal of the desktop, not over SSH.',
    wayland:
      'On a Wayland desktop it starts, but mouse and keyboard cannot be shared: sign out, and choose “Xorg” when you sign in.',
    oldSystem: 'It needs glibc 2.28 or newer, as Debian 10, Ubuntu 18.10, Fedora 29 and all later ones have.',
    anythingElse: 'Anything else: this says what stands between this computer and the server, and leaves the link unused:',
    update: 'Update an agent that is there already',
    updateHow:
      'Download the file again and unpack it over the old folder, then start it; no link is needed. What the agent knows stays, in .local/share/alongside of your home folder.',
  },
  help: {
    title: 'Help from {{organisation}}',
    description: 'Answers to common problems with computers, step by step, from {{organisation}}.',
    all: 'All answers',
    where: 'Where you are',
    searchLabel: 'What is going wrong?',
    search: 'Search',
    found: 'Answers for “{{query}}”',
    foundTitle: '{{query}} – help from {{organisation}}',
    count: 'Found: {{count}}',
    nothing: 'Nothing fits these words. Try others, or fewer: what you see, and which program or device.',
    articleTitle: '{{title}} – {{organisation}}',
    checked: 'Last looked through on {{day}}. {{how}}',
    helpful: 'Did this help?',
    reason: 'What helped, or what was missing? (You need not write anything.)',
    reasonHow: 'Write no names or passwords. What you send is kept without a name.',
    yes: 'It helped',
    no: 'It did not help',
    thanks: 'Thank you. Whoever looks after this page will read it.',
    notSolved: 'Not solved?',
    askHow:
      'Ask {{organisation}}. You see what is sent, and nobody sees or controls your computer unless you allow it, each time.',
    ask: 'Open a request',
    missing: 'There is no such page',
    missingHow: 'It may have been taken away or have another name now. Search for it:',
  },
  trust: {
    title: 'Trust this server',
    lead: '{{organisation}} runs this server in its own network, so no public authority vouches for it, and your browser warns you of it. That is expected until you have done the following once, on each computer where the console is used.',
    meaningTitle: 'What you agree to',
    meaning:
      'The certificate can vouch for this one computer, under these names, names below them (such as files.desk.local below desk.local) and these addresses, and for nothing else. It cannot vouch for your bank or any other site. Its key never leaves the server.',
    here: 'localhost, 127.0.0.1 and ::1 mean, on each computer, that computer itself.',
    undo: 'You can take it back at any time where you put it in.',
    download: '1. Download the certificate',
    downloadLink: 'Download the certificate',
    compare: '2. Compare it with the server',
    compareHow:
      'Until now somebody between you and the server could have changed this page and the file. So compare the file itself with what the server printed when it was started: ask whoever started it to read it to you, by phone or at the desk. In the folder where the file was saved, paste:',
    expected: 'The answer is this, if nobody stands between:',
    written: 'The server prints the same with colons and capital letters:',
    different:
      'If the answer and what the server printed differ in a single place, stop here. Nothing has happened yet. Delete the file and tell your admin.',
    trust: '3. Trust it',
    closeAfter: 'Afterwards open the console again; there is no warning any more.',
    chromium: 'Chrome, Edge, Brave, Chromium',
    chromiumSteps: {
      '1': 'Open chrome://certificate-manager (in Edge edge://certificate-manager) by typing it into the address bar.',
      '2': 'Choose “Local certificates”, then under “Custom” choose “Installed by you”.',
      '3': 'Beside “Trusted Certificates” choose “Import”.',
      '4': 'Open the file that you downloaded.',
    },
    chromiumOther: 'Older versions have no such page: use the whole system below.',
    firefox: 'Firefox',
    firefoxSteps: {
      '1': 'Open Settings, then Privacy & Security, then “View Certificates…”, and there “Authorities”.',
      '2': 'Choose “Import…” and open the file that you downloaded.',
      '3': 'Tick “Trust this CA to identify websites”, and nothing else.',
    },
    wholeSystem: 'For the whole system, from a command line',
    wholeSystemHow: 'In the folder where the file was saved, paste the line for your system:',
    system: {
      linux: 'Linux',
      linuxChromium: 'Linux, for Chromium and its relatives (certutil is in the package libnss3-tools)',
      macos: 'macOS',
      windows: 'Windows',
    },
    users: 'Who does not need this',
    usersHow:
      'The agent on computers that get help: its link carries the fingerprint, so it knows the right server without any of this. Only its download is not guarded so: where the browser warns, do the above first, or bring the file from a computer that trusts this server.',
  },
} as const;

/** The texts by key, with gaps filled but not yet escaped for HTML. */
export function pageTexts(): (key: string, gaps?: Record<string, string>) => string {
  const texts = createInstance();
  void texts.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false }, initAsync: false });
  return (key, gaps) => texts.t(key, gaps ?? {});
}
