import { recordedTools } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { collectors } from './collectors.ts';

const supply = (name: string, told: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(told).map(([file, text]) => [`/sys/class/power_supply/${name}/${file}`, `${text}\n`]));

it('batteries are those that the computer runs on, by what the kernel tells of their capacity', async () => {
  const tools = recordedTools({
    system: 'linux',
    folders: { '/sys/class/power_supply': ['AC', 'BAT0', 'hidpp_battery_0'] },
    files: {
      ...supply('AC', { type: 'Mains' }),
      ...supply('BAT0', {
        type: 'Battery',
        status: 'Charging',
        capacity: '73',
        charge_full: '3240000',
        charge_full_design: '4050000',
        voltage_now: '12100000',
      }),
      ...supply('hidpp_battery_0', { type: 'Battery', scope: 'Device', capacity: '5', status: 'Discharging' }),
    },
  });
  expect(await collectors.batteries(tools)).toEqual([{ charge: 0.73, charging: true, health: 0.8 }]);
});
