/** The people, groups and computers of an organisation that is made up. RFC 2606 reserves `.example`: nobody gets their mail. */
export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export const DEMO_TECHNICIANS = [
  { id: 'demo-technician-1', name: 'Ines Okafor', email: 'ines@demo.example' },
  { id: 'demo-technician-2', name: 'Jonas Lindqvist', email: 'jonas@demo.example' },
  { id: 'demo-technician-3', name: 'Mei Tanaka', email: 'mei@demo.example' },
] as const satisfies readonly DemoPerson[];

export interface DemoGroup {
  readonly id: string;
  readonly name: string;
  readonly tier: 1 | 2 | 3 | 4;
  readonly specialisation: string;
  readonly memberIds: readonly string[];
}

const [ines, jonas, mei] = DEMO_TECHNICIANS;

export const DEMO_GROUPS: readonly DemoGroup[] = [
  { id: 'demo-group-1', name: 'Service desk', tier: 1, specialisation: 'Everything first', memberIds: [ines.id, jonas.id] },
  {
    id: 'demo-group-2',
    name: 'Network and printing',
    tier: 2,
    specialisation: 'Network, printers',
    memberIds: [jonas.id, mei.id],
  },
  {
    id: 'demo-group-3',
    name: 'Workplace',
    tier: 2,
    specialisation: 'Programs, accounts, hardware',
    memberIds: [ines.id, mei.id],
  },
  { id: 'demo-group-4', name: 'Development', tier: 3, specialisation: 'What has to be changed', memberIds: [mei.id] },
  { id: 'demo-group-5', name: 'Suppliers', tier: 4, specialisation: 'Who repairs and replaces', memberIds: [mei.id] },
];

/** Of tier 2, by what a problem is about. */
export function secondTierFor(category: string): DemoGroup {
  const id = category === 'network' || category === 'printer' ? 'demo-group-2' : 'demo-group-3';
  return groupOf(({ id: each }) => each === id);
}

export function groupOfTier(tier: number): DemoGroup {
  return groupOf((group) => group.tier === tier);
}

function groupOf(is: (group: DemoGroup) => boolean): DemoGroup {
  const group = DEMO_GROUPS.find(is);
  if (!group) throw new Error('the made-up organisation lacks a group');
  return group;
}

export function technicianOf(id: string): DemoPerson {
  const person = DEMO_TECHNICIANS.find((each) => each.id === id);
  if (!person) throw new Error(`the made-up organisation lacks ${id}`);
  return person;
}

export interface DemoDevice {
  readonly id: string;
  readonly name: string;
  readonly system: string;
  /** Whose computer it is. */
  readonly user: string;
}

const WINDOWS = 'Windows 11';
const MAC = 'macOS 15';
const UBUNTU = 'Ubuntu 24.04';
const DEBIAN = 'Debian 12';
const COMPUTERS: readonly (readonly [name: string, system: string, user: string])[] = [
  ['LT-4471', WINDOWS, 'Amara'],
  ['RECEPTION-2', WINDOWS, 'Front desk'],
  ['warehouse-pc', DEBIAN, 'Piotr'],
  ['Design MacBook', MAC, 'Lucía'],
  ['Meeting room 1', UBUNTU, 'Room 1'],
  ['LT-4472', WINDOWS, 'Bram'],
  ['LT-4475', WINDOWS, 'Chiara'],
  ['LT-4480', WINDOWS, 'Dilan'],
  ['LT-4481', WINDOWS, 'Elif'],
  ['LT-4483', WINDOWS, 'Farid'],
  ['LT-4490', WINDOWS, 'Greta'],
  ['LT-4492', WINDOWS, 'Hana'],
  ['LT-4493', WINDOWS, 'Ismail'],
  ['LT-4497', WINDOWS, 'Jelena'],
  ['LT-4501', WINDOWS, 'Kwame'],
  ['LT-4502', WINDOWS, 'Linnea'],
  ['SALES-1', WINDOWS, 'Mateus'],
  ['SALES-2', WINDOWS, 'Noor'],
  ['SALES-3', WINDOWS, 'Oksana'],
  ['Design Mac mini', MAC, 'Pilar'],
  ['Director MacBook', MAC, 'Rasmus'],
  ['Press MacBook', MAC, 'Salma'],
  ['dev-laptop-1', UBUNTU, 'Tomasz'],
  ['dev-laptop-2', UBUNTU, 'Uchenna'],
  ['dev-laptop-3', UBUNTU, 'Vera'],
  ['Meeting room 2', UBUNTU, 'Room 2'],
  ['Meeting room 3', UBUNTU, 'Room 3'],
  ['label-station', DEBIAN, 'Packing'],
  ['gate-pc', DEBIAN, 'Gate'],
  ['BOOKS-1', WINDOWS, 'Wanda'],
  ['BOOKS-2', WINDOWS, 'Xenia'],
  ['HR-1', WINDOWS, 'Yusuf'],
  ['HR-2', WINDOWS, 'Zofia'],
  ['LAB-1', WINDOWS, 'Lab'],
  ['canteen', WINDOWS, 'Canteen'],
  ['TRAINING-1', WINDOWS, 'Training room'],
];

export const DEMO_DEVICES: readonly DemoDevice[] = COMPUTERS.map(([name, system, user], index) => ({
  id: `demo-device-${String(index + 1).padStart(2, '0')}`,
  name,
  system,
  user,
}));
