/**
 * What the page of facts says, in English. Pages put it into their catalogue (under `facts`, say) and give `factPage` a
 * function that looks its keys up; gaps and plurals are i18next's.
 */
export const factTexts = {
  title: {
    operatingsystem: 'System',
    hardware: 'Computer',
    cpus: 'Processor',
    memories: 'Memory',
    drives: 'Disks',
    networks: 'Network',
    batteries: 'Battery',
    processes: 'Programs',
    softwares: 'Installed programs',
  },
  unknown: {
    timeout: 'Not known: it took too long to read.',
    failed: 'Not known: it could not be read.',
    denied: 'Not known: this computer did not allow it.',
    needs_elevation: 'Not known: it needs an administrator’s rights.',
    unsupported: 'Not known: it cannot be read on this computer.',
    parse: 'Not known: the answer was not understood.',
    cancelled: 'Not known: the check was stopped.',
    removed: 'Left out.',
  },
  row: {
    name: 'Name',
    version: 'Version',
    kernel: 'Kernel',
    architecture: 'Architecture',
    started: 'Started',
    running: 'Running for',
    manufacturer: 'Manufacturer',
    model: 'Model',
    kind: 'Kind',
    cores: 'Cores',
    speed: 'Speed',
    load: 'Busy now',
    memory: 'In use',
    swap: 'Swap in use',
    charge: 'Charge',
    health: 'Capacity left of when it was new',
    count: 'Running programs',
  },
  value: {
    virtual: 'Virtual machine',
    physical: 'Physical machine',
    unnamed: 'Without a name',
    usedOf: '{{used}} of {{total}}',
    freeOf: '{{free}} free of {{total}}',
    noSwap: 'None',
    connected: 'Connected',
    notConnected: 'Not connected',
    connectionUnknown: 'State not known',
    internal: 'internal',
    noAddress: 'no address',
    charging: '{{charge}}, charging',
    busiest: '{{cpu}} of a core, {{memory}} of memory',
    supportEnded: '{{version}} · its maker’s updates ended {{day}}',
    noBattery: 'This computer has none.',
    noDrives: 'No disks were found.',
    noNetworks: 'No network was found.',
  },
  foot: {
    ownProcesses: 'Only programs of the person who runs the agent are named, without what they were started with.',
    allPrograms: 'The {{count}} that this system lists. Ends of updates: endoflife.date, {{table}}.',
    somePrograms: '{{shown}} of {{count}} that this system lists. Ends of updates: endoflife.date, {{table}}.',
    sample: 'Measured over half a second.',
  },
} as const;

type Keys<Node, Prefix extends string = ''> = {
  [Key in keyof Node & string]: Node[Key] extends string ? `${Prefix}${Key}` : Keys<Node[Key], `${Prefix}${Key}.`>;
}[keyof Node & string];

/** `title.cpus`, `value.usedOf`, … */
export type FactTextKey = Keys<typeof factTexts>;

/** Looks a text up and fills its gaps. */
export type FactText = (key: FactTextKey, values?: Readonly<Record<string, string>>) => string;

/** The English texts by themselves, where there are no catalogues: a terminal, a test. */
export const englishFactText: FactText = (key, values = {}) => {
  const found = key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], factTexts);
  return String(found).replace(/\{\{(\w+)\}\}/gu, (_, name: string) => values[name] ?? '');
};
