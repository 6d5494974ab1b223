import { deviceFilter } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, NativeSelect } from '@mantine/core';
import { TextFilter } from '../shared/text-filter.tsx';
import { useCheckTitle } from '../shared/use-check-title.ts';
import classes from './fleet.module.css';
import { isFiltered, readFilter, withFilter } from './fleet-search.ts';
import type { Fleet } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Which computers are shown. All of it stands in the address, to be sent to a colleague. */
export function FilterRow({ fleet: { findings, tags, groups } }: { readonly fleet: Fleet }) {
  const { t } = useTexts();
  const title = useCheckTitle();
  const { search, go } = useFleetSearch();
  const checks = findings.map(({ check }) => check);
  const change = (parts: Readonly<Record<string, string>>, replace = false) =>
    go('devices', withFilter(search, parts), { replace });
  const { system, seen, worst } = deviceFilter.shape;
  const choices: Readonly<Record<'system' | 'group' | 'tag' | 'seen' | 'worst' | 'check', readonly Choice[]>> = {
    system: system.unwrap().options.map((value) => ({ value, label: t(`fleet.systems.${value}`) })),
    group: groups.map(({ id, name }) => ({ value: id, label: name })),
    tag: withCurrent(tags, search.tag).map((value) => ({ value, label: value })),
    seen: seen.unwrap().options.map((value) => ({ value, label: t(`fleet.seen.${value}`) })),
    worst: worst.unwrap().options.map((value) => ({ value, label: t(`fleet.worst.${value}`) })),
    check: withCurrent(checks, search.check).map((value) => ({ value, label: title(value) })),
  };
  return (
    <search className={classes.filters} aria-label={t('fleet.filter')}>
      <TextFilter label={t('fleet.part.text')} value={search.text ?? ''} onChange={(text) => change({ text }, true)} />
      {(['system', 'group', 'tag', 'seen', 'worst', 'check'] as const).map((part) => (
        <NativeSelect
          key={part}
          size="sm"
          label={t(`fleet.part.${part}`)}
          value={search[part] ?? ''}
          onChange={(event) => change({ [part]: event.currentTarget.value })}
          data={[{ value: '', label: t('fleet.any') }, ...choices[part]]}
        />
      ))}
      {isFiltered(readFilter({ ...search })) ? (
        <Button variant="default" size="sm" onClick={() => go('devices', {})}>
          {t('fleet.clear')}
        </Button>
      ) : null}
    </search>
  );
}

/** What an old address asks for is shown as chosen, also where no computer has it any more. */
function withCurrent(values: readonly string[], current: string | undefined): readonly string[] {
  return current === undefined || values.includes(current) ? values : [current, ...values];
}
