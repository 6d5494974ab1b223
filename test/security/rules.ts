/**
 * What must hold, sentence by sentence: DESIGN 3.1 to 3.12, the honest limit (L), and the places that are easy to get
 * wrong (W; W5 is DESIGN 4's TLS, W6 the Electron host, W7 the practice computer and the commands beside a server, W8 a user’s page by a ticket’s link). SECURITY.md has a row for each, with the tests that try to break it or the issue that
 * brings it.
 */
export const RULES = {
  '3.1a': 'Before the user accepts a join there is no peer connection and no ICE candidate',
  '3.1b': 'The joined link carries hello, identity, chat and requests, and nothing else',
  '3.1c': 'Grants are one per capability, asked inside the verified link, never through the server',
  '3.1d': 'Every inbound message names its capability, and one gate checks it before any handler',
  '3.1e': 'Until its grant no track, shell or input device is open',
  '3.2a': 'Only the person at the machine grants; server and technician cannot widen',
  '3.2b': 'Silence is a no after 120 s, with more time on offer',
  '3.2c': 'Deny is first; Allow works 1 s after the dialog is wholly visible and last changed',
  '3.2d': 'One capability a dialog, one dialog at a time; others wait behind it, counted',
  '3.2e': 'The grant signs a hash of its words, language, capability and duration',
  '3.2f': 'After a no the same is refused for 60 s, after three for the session',
  '3.2g': 'While a dialog is open input is frozen and shells are stopped',
  '3.2h': 'Policies can only narrow',
  '3.2i':
    'A standing permission is made only by the person at the machine, for a key it knows, for at most 30 days, and never for screen, mouse or keyboard',
  '3.2j':
    'What begins without a click shows a notice for all its time, has receipts, and ends with the permission; Stop takes it back',
  '3.2k':
    'A scan that nobody at the machine started runs only by a consent that was given there, of P0 and P1 alone, few a day, each in the history; else it waits quietly for a week',
  '3.2l':
    'A permission for a group holds only for who is certified now, by the pinned organisation, in a certificate that names that very group; the server’s word puts nobody into one',
  '3.3a': 'A yes to one capability never implies another',
  '3.3b': 'A grant ends at the earlier of monotonic and wall time; a jump of more than 5 s or a sleep freezes all and asks again',
  '3.3c': '"This session" is at most 8 hours',
  '3.3d': 'Every 30 minutes all is asked again, input frozen; no answer for 5 minutes ends every grant',
  '3.3e': 'What is not offered yet (files, clipboard, restart, recording) is no capability',
  '3.3f':
    'A yes to a named action is for that action with those parameters, once; nothing prolongs it, stands for it or begins it again',
  '3.3g':
    'An action is a word of a list: no path, name or command crosses the link, and what is named later is what the user let be listed in this session',
  '3.3h': 'What comes of an action leaves the machine as far as its question said, bounded; the user sees all of it',
  '3.3i':
    'While the system’s own prompt for a password may be open, no mouse, keys or commands of a technician reach the machine',
  '3.4a': 'Stop cuts picture, input, shells and actions on the machine at once, whatever network and disk do',
  '3.4b': 'Stop works by button, by closing the window and by a key that no program can take',
  '3.4c': 'Stop from a tray',
  '3.4d': 'Ending acts never wait for the ledger: act, then append, marked late',
  '3.4e': 'What was being started when Stop came is closed, not finished',
  '3.5a': 'A bar stays on top with who and what',
  '3.5b': 'An in-use light for each capability, which can be taken back',
  '3.5c': 'A live feed in plain language, which nothing from outside can keep from the user',
  '3.5d': 'The shell is mirrored',
  '3.6a': 'Media and data go peer to peer; the server neither sees nor stores them',
  '3.6b': 'Each side signs the link’s transcript, checked inside the channel before anything else, with no fallback',
  '3.6c': 'A rebuilt link proves the same two keys or is refused',
  '3.6d': 'The technician’s key cannot be extracted from the browser',
  '3.6e': 'Keys seen before are pinned; a name is never recognised by itself',
  '3.6f': 'A short authentication string for keys that are neither pinned nor certified',
  '3.6g': 'An organisation’s key certifies technicians’ keys',
  '3.6h':
    'STUN servers and relays are told to both ends of a session and to an enrolled computer that checks them; nothing else passes as one, and the relay’s secret stays with the server',
  '3.6i':
    'Lists of revoked keys only get newer, on the device too; a revoked key helps nobody, and without a list of the last 7 days nobody counts as certified',
  '3.6j':
    'The organisation’s key stays with its keeper, sealed; a device pins its hash from its link, and no server sets, changes or takes it away',
  '3.6k':
    'A browser’s key helps nobody until an earlier browser of the account, an admin, an invitation or the server’s terminal vouches for it, and never a password that was chosen by mail; a removed key ends its pages',
  '3.6l':
    'What the console shows as certified or revoked is verified in the admin’s browser under the organisation that was compared there; it never signs fewer revoked keys than it knew, and enrollment links carry the organisation from there',
  '3.7a': 'Entries are hash-chained, heads signed by both, each grant a receipt in it',
  '3.7b': 'Starting acts wait for the local append and the agent’s signature',
  '3.7c':
    'Shell, input and actions start only with the technician’s countersignature of the head before them; the server keeps it',
  '3.7d': 'A countersignature missing for 60 s means no new grants, for 5 minutes the end',
  '3.7e': 'There is one ledger a session; both exports are the same bytes',
  '3.7f': 'An export is canonical; verify names what was altered, missing, reordered or unfinished',
  '3.7g': 'Verify says whose keys the file cannot prove',
  '3.7h': 'Erasing words leaves a record that verifies and says where; nothing else can be put or left out',
  '3.7i': 'Kill -9 at any point, a full disk and a torn write leave a record that verifies up to the last entry',
  '3.7j': 'A record’s page checks it in the browser, sends nothing, and what stands in it is text and nothing else',
  '3.7k': 'A record can be held to the heads that the server kept; the server cannot make a good one look rewritten',
  '3.8a': 'Another technician asks anew',
  '3.8b': 'Merging tickets moves no consent',
  '3.9a': 'The agent’s side: every frame is schema-checked and size-bounded, counted and dropped without a throw',
  '3.9b': 'The technician’s side: the same of what an agent sends',
  '3.9c': 'The server’s sockets and routes: the same, for each role',
  '3.9d': 'Nothing from a peer reaches a shell string, a path or HTML unescaped',
  '3.9e': 'Names are NFC, without bidi or control characters, bounded, look-alikes flagged',
  '3.10a': 'The agent signs each request and drops any join that does not name a live one of its own',
  '3.10b': 'Support codes and invitations are signed, and links pre-fill and always ask',
  '3.10c': 'The scam guard for technicians who are not certified',
  '3.11a': 'The first admin comes by a one-time token, and the route is gone afterwards',
  '3.11b': 'No default passwords or secrets',
  '3.11c': 'WebSocket upgrades check Origin, then a first-message token; cookies alone authenticate no socket',
  '3.11d': 'A socket dies with its HTTP session within 1 s',
  '3.12a': 'Keys are in the keychain, or in a 0600 file with a visible warning',
  '3.12b': 'Once an identity is in one store, another never silently makes a new one',
  '3.13a':
    'Who may do what is one table: every route and every message of a page names a permission, looked up in one place each',
  '3.13b': 'Nothing crosses between two organisations in one database, for any role, by any route or message',
  '3.13c':
    'An account with a second factor is never entered by its password alone; a passkey counts only where it verified its user',
  '3.13d': 'Wrong codes lock the second step, and proofs of one who is signed in; a code and a recovery code are good once',
  '3.13e': 'A role that needs a second factor reaches its own account alone without one; its sockets end within 1 s',
  '3.13f': 'What decides who gets in is changed only by whoever has proven it within ten minutes; sign-ins are one’s own to end',
  '3.13g':
    'A step-up is attested for one session and one key, for ten minutes, and the device believes the key of its enrollment alone',
  '3.13h': 'What admins do is entered before it is done, in a chain that `alongside verify` checks',
  '3.13i':
    'A program’s key reaches its scopes alone, never consent, sessions, browsers’ keys, accounts or trust; it is kept as a hash, ends by its day, and what it does names it',
  '3.14a':
    'A server can ask a device for a scan, and what describes the device is the most that it can ask for; it runs only by the device’s own consent, and no answer is taken that was not asked for',
  '3.14b':
    'What the server sends by itself goes to an admin’s https address (or this machine’s own), follows nothing, and does not let a name lead inside; it is signed, bounded, and ends',
  '3.14c':
    'Articles for the desk and drafts are read by the desk alone, on no route and no page by others; what organisations write is drawn as text, on pages without a script',
  '3.14d':
    'What is written and read in the agent stays there: the organisation hears of articles with the request that names them, or that one helped by a yes of its own',
  '3.16a':
    'A file is what its bytes say, of a listed kind, bounded, kept under its hash for its organisation alone, and saved, never opened',
  '3.16b':
    'A file of a ticket is read by those who see the ticket and that entry; it comes, is taken back and ends as entries of the log',
  '3.16c':
    'What a program left when it crashed leaves the machine by its user’s look and yes alone, as those very bytes; nobody else names a file, it is opened from tier 2 on, and gone after 30 days',
  '3.14m':
    'Mail goes over TLS whose certificate was checked, to one address that no name or subject adds to; links wait in it sealed, and are gone once it was sent; nobody floods an address by it or learns who has an account',
  '3.14n':
    'What the developers are told has no name of who has the problem or of their computer, and nothing of a report’s P2 and P3; their answer comes by a key that reaches nothing else, its link is https, and no user is told by it',
  La: 'The words of the consents for shell and input say what they give away',
  Lb: 'A shell’s environment has nothing that leads to the desktop or to the agent',
  Lc: 'Nothing that was entered before a shell or input began can be rewritten from the machine',
  W1a: 'The injector asks the window system who would get a press, before each button, wheel and key; unknown means refused',
  W1b: 'The agent, its bar and its browser’s own dialogs take no remote input, and the technician is told why',
  W2a: 'Ending a shell ends background, nohup, setsid and env -i setsid processes',
  W2b: 'Where no cgroup can be had the consent says that commands may survive; what still lives is named',
  W2c: 'When the core is killed, keys are released and shells and browser ended within 1 s',
  W3a: 'The page’s token stands in no argument, works once within 10 s, and is the first socket message; no cookies',
  W3b: 'One shell page and one link frame, in two processes; a second is refused and shown',
  W3c: 'A link frame that is taken over cannot grant, prolong, start a shell or write to the ledger',
  W3d: 'Host, Origin, Sec-Fetch-Site, frame-ancestors and the socket’s user are checked',
  W3e: 'No remote debugging, no capture auto-accept, and no way to add a switch, in product code',
  W3f: 'The browser keeps its sandbox: as root it runs as a user of its own, and gives it up in one place only, loudly',
  W3g: 'The browser’s sharing bar gives the focus back, and its end of the picture is the end of the grant',
  W3h: 'The browser’s whole process group ends with the core',
  W4a: 'better-auth: no sign-up, tokens hashed at rest, equal answers, rate limits',
  W4b: 'Invitations: single use, 72 hours, POSTed, never making an admin; a link for a password ends with the next password',
  W4c: 'The link of a ticket: 128 bits, kept as a hash, that ticket alone, void once there is another',
  W4d: 'One table says who reads what of a ticket: no note, name, number or computer of its user for people from outside, nothing classified for tier 1; on no route, list, search, package or socket',
  W4e: 'A computer reads and answers the tickets that were asked for from it, and no others',
  W4f: 'The public form takes requests from its own page, few and bounded; nobody can ask to join by them',
  W4g: 'A picture that goes with a request has the pixels that its user was shown, and nothing of what was blacked out or cut off',
  W5a: 'Nothing but loopback is served without TLS, and agents speak http to nothing else',
  W5b: 'The server’s own authority vouches for this machine’s names with their subdomains, and its addresses, alone, and for no top-level domain; its key is its owner’s alone',
  W5c: 'An agent believes the authority whose hash its link carries and no other; nothing is sent to anybody else',
  W5d: 'Forwarded headers are believed from the named proxy alone; nobody who may have come without TLS makes the first admin',
  W5e: 'Host and Origin are exact for each of the server’s names; over TLS cookies are `__Host-`, Secure and strict',
  W6a: 'Electron: a message of a page passes one door, by its window, main frame, origin, channel and size',
  W6b: 'Electron: no capture without a live yes, one for each; every other permission is refused',
  W6c: 'Electron: pages are sandboxed, open nothing and go nowhere, an address leaves home by a dialog of the system alone; only the consent window can say yes',
  W6d: 'Electron: what is built has nothing that the checklist forbids, and preloads hand out no part of Electron',
  W7a: 'As root each practice computer’s programs have a user of their own, whose every process and job ends before the next and with it',
  W7b: 'Programs of a practice computer own nothing that leads a root agent elsewhere',
  W7c: 'What stands where an earlier practice was is touched only if it is a folder of ours',
  W7d: 'Commands beside a server believe it only while the process that started it lives and is ours',
  W8a: 'A page of a ticket’s link knows messages for the screen and chat alone; what needs more is unknown there and cannot be asked for',
  W8b: 'Such a page takes no offer but for the number that it made itself, and knows nobody by the server’s word; a name with another key is said',
  W8c: 'Link, key and Origin are proven before such a page is anybody; one page a link, none by an older link or where rules are signed, and it can do nothing that a computer can',
  W8d: 'What such a page did is recorded as what it was, signed by a key that nobody can read; the page gone is the session’s end',
  W9a: 'Only whoever handed over, with the same key, may ask to watch the session that goes on; the user is asked about them anew, and after a no or being sent away not again',
  W9b: 'Who watches has no message but for the screen and words, and sees what the helper sees by a yes of its own, for 20 minutes at most, never longer than the helper',
  W9c: 'Over all sessions the user is asked one thing at a time, and while that is so nobody acts; an answer counts for the session that it names',
  W9d: 'Stop, the pause and the helper’s end are those of whoever watches; who watches ends nothing of the helper’s',
  W9e: 'What one technician writes reaches another once their page says who reads along, and stands in both records',
} as const;

/** Issues that bring what is not there yet. */
export const ISSUES = ['The first five minutes', 'Trust', 'Diagnosis first', 'The support desk'] as const;
