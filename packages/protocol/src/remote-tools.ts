/**
 * Programs for remote control by others, which whoever cheats on the phone likes to have installed first. Process names
 * as their packages install them. The Linux names are matched in tests; the Windows and macOS names are written from the
 * vendors' documentation and were not run.
 *
 * Which products: CISA, NSA and MS-ISAC, "Protecting Against Malicious Use of Remote Monitoring and Management Software"
 * (AA23-025A), the MITRE ATT&CK entry T1219 "Remote Access Software", and Microsoft on Quick Assist in tech-support
 * fraud (Storm-1811, May 2024). A name on this list is no proof of anything: it makes the agent ask.
 */
const REMOTE_TOOLS: readonly { readonly product: string; readonly processes: readonly string[] }[] = [
  {
    product: 'AnyDesk',
    processes: ['anydesk', 'anydesk.exe', 'AnyDesk'],
  },
  {
    product: 'TeamViewer',
    processes: ['teamviewer', 'teamviewerd', 'TeamViewer_Desktop', 'TeamViewer.exe', 'TeamViewer_Service.exe', 'tv_x64.exe'],
  },
  { product: 'RustDesk', processes: ['rustdesk', 'rustdesk.exe', 'RustDesk'] },
  { product: 'HopToDesk', processes: ['hoptodesk', 'HopToDesk.exe'] },
  {
    product: 'ScreenConnect',
    processes: ['ScreenConnect.ClientService.exe', 'ScreenConnect.WindowsClient.exe', 'connectwisecontrol', 'ScreenConnect'],
  },
  {
    product: 'Splashtop',
    processes: ['SRStreamer', 'SRServer', 'SRManager.exe', 'SRServer.exe', 'strwinclt.exe', 'Splashtop Streamer', 'splashtop'],
  },
  { product: 'Quick Assist', processes: ['quickassist.exe'] },
  {
    product: 'Chrome Remote Desktop',
    processes: ['chrome-remote-desktop', 'chrome-remote-desktop-host', 'remoting_host.exe', 'remote_assistance_host.exe'],
  },
  { product: 'LogMeIn', processes: ['LogMeIn.exe', 'LMIGuardianSvc.exe', 'g2ax_host', 'GoToAssist.exe', 'LMI_Rescue.exe'] },
  { product: 'Zoho Assist', processes: ['zohours', 'ZA_Connect.exe', 'ZohoMeeting.exe'] },
  { product: 'UltraViewer', processes: ['UltraViewer_Desktop.exe'] },
  { product: 'Supremo', processes: ['Supremo.exe', 'SupremoService.exe', 'supremo'] },
  { product: 'Atera', processes: ['AteraAgent.exe', 'AteraAgent'] },
  { product: 'NetSupport', processes: ['client32.exe'] },
  { product: 'DWService', processes: ['dwagent', 'dwagsvc', 'dwagent.exe', 'dwagsvc.exe'] },
  // Servers of the user's own screen; Xvnc is none: it is a screen of its own.
  {
    product: 'VNC',
    processes: [
      'x11vnc',
      'x0vncserver',
      'wayvnc',
      'vncserver-x11',
      'vino-server',
      'winvnc.exe',
      'vncserver.exe',
      'tvnserver.exe',
    ],
  },
];

/** The kernel keeps 15 bytes of a name (proc(5), comm), so that is all that two names are compared by there. */
const LINUX_NAME_BYTES = 15;

const PRODUCTS: ReadonlyMap<string, string> = new Map(
  REMOTE_TOOLS.flatMap(({ product, processes }) =>
    processes.flatMap((name) => [
      [name.toLowerCase(), product],
      [name.slice(0, LINUX_NAME_BYTES).toLowerCase(), product],
    ]),
  ) as [string, string][],
);

/** Which known tools are among these processes, each product once. */
export function matchRemoteTools(processes: readonly string[]): readonly string[] {
  return [...new Set(processes.flatMap((name) => PRODUCTS.get(name.toLowerCase()) ?? []))];
}
