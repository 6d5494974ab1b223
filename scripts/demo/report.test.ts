import { describe, expect, test } from 'vitest';
import { firstLine } from './first-line.ts';
import { Report } from './report.ts';
import { type Scene, type Step, tell } from './step.ts';

describe('the report', () => {
  test('has checks in the order of the plan, figures with units, and nothing else', () => {
    const report = new Report(['first', 'second']);
    report.decide('second', true, 'seen');
    report.decide('first', false, 'not seen');
    report.measure('took_ms', 12.345, 'ms');
    expect(report.file()).toEqual({
      checks: [
        { name: 'first', ok: false, detail: 'not seen' },
        { name: 'second', ok: true, detail: 'seen' },
      ],
      figures: { took_ms: { value: 12.3, unit: 'ms' } },
    });
    expect(report.failed.map(({ name }) => name)).toEqual(['first']);
  });

  test('a check that nobody decided has failed', () => {
    const report = new Report(['first', 'second']);
    report.decide('first', true, '');
    expect(report.failed).toEqual([{ name: 'second', ok: false, detail: 'it was never looked at' }]);
    expect(report.failRest('broken off').map(({ name }) => name)).toEqual(['second']);
    expect(report.file().checks.at(1)).toEqual({ name: 'second', ok: false, detail: 'broken off' });
  });

  test('takes no check that is not planned, none twice, and no two of one name', () => {
    const report = new Report(['first']);
    report.decide('first', false, '');
    expect(() => report.decide('first', true, '')).toThrow('decided twice: first');
    expect(() => report.decide('other', true, '')).toThrow('no such check is planned: other');
    expect(() => new Report(['same', 'same'])).toThrow('two checks have one name');
  });
});

describe('telling the story', () => {
  const scene = (name: string): Scene => ({ look: { user: `${name}-u`, technician: `${name}-t` }, quote: undefined });
  const step = (id: string, run: Step['run'] = async () => scene(id)): Step => ({
    id,
    title: `Title of ${id}`,
    sentence: '',
    checks: [`${id} is good`],
    run,
  });

  async function told(steps: readonly Step[], { blind = false, decide = [] as readonly string[] } = {}) {
    const report = new Report(steps.flatMap(({ checks }) => checks));
    const said: string[] = [];
    const result = await tell(steps, {
      report,
      announce: (title) => {
        said.push(title);
        return (line) => said.push(line);
      },
      run: async (each) => {
        if (each.id === 'breaks') throw new Error('the window went away\nCall log:\n  - waiting for a button');
        if (decide.includes(each.id)) report.decide(`${each.id} is good`, true, 'seen');
        return scene(each.id);
      },
      look: async () => {
        if (blind) throw new Error('no display');
      },
    });
    return { ...result, report, said };
  }

  test('goes through', async () => {
    const { scenes, broken, report } = await told([step('one'), step('two')], { decide: ['one', 'two'] });
    expect({ scenes: [...scenes.keys()], broken, failed: report.failed }).toEqual({
      scenes: ['one', 'two'],
      broken: undefined,
      failed: [],
    });
  });

  test('a step that throws fails its checks and those of all later steps, with the reason and a last picture', async () => {
    const { scenes, broken, report, said } = await told([step('one'), step('breaks'), step('later')], { decide: ['one'] });
    expect(broken).toBe('“Title of breaks” broke off: the window went away waiting for a button');
    expect(report.failed.map(({ name, detail }) => [name, detail])).toEqual([
      ['breaks is good', broken],
      ['later is good', broken],
    ]);
    expect([...scenes.keys()]).toEqual(['one', 'breaks']);
    expect(said).not.toContain('Title of later');
  });

  test('without a last picture it is told all the same', async () => {
    const { scenes, report } = await told([step('breaks')], { blind: true });
    expect({ scenes: scenes.size, failed: report.failed.length }).toEqual({ scenes: 0, failed: 1 });
  });
});

test('what an error says is one line, without colours', () => {
  expect(firstLine(new Error('\u001b[31mlocator.click: Timeout\u001b[39m\nCall log:\n  - waiting for getByText(x)\n'))).toBe(
    'locator.click: Timeout waiting for getByText(x)',
  );
  expect(firstLine('plain')).toBe('plain');
});
