import { pageOf } from '@alongside/desk';
import type { FleetProgram } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Button, Table } from '@mantine/core';
import { Fragment, useState } from 'react';
import classes from './fleet.module.css';
import { Pager } from './pager.tsx';
import { SoftwareDevices } from './software-devices.tsx';

const HEADS = ['name', 'versions', 'devices', 'ended'] as const;
const CLASSES: Readonly<Partial<Record<(typeof HEADS)[number], string | undefined>>> = {
  versions: classes.side,
  devices: classes.count,
};
/** Further ones stand with the computers. */
const NAMED = 3;

/** A hundred programs at a time, each with the way to its computers. */
export function SoftwareTable({ programs }: { readonly programs: readonly FleetProgram[] }) {
  const { t } = useTexts();
  const [wanted, setPage] = useState(0);
  const [opened, setOpened] = useState<string>();
  const page = pageOf(programs, wanted);
  return (
    <>
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            {HEADS.map((head) => (
              <Table.Th key={head} className={CLASSES[head]}>
                {t(`software.head.${head}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {page.rows.map((program) => {
            const isOpen = program.name === opened;
            return (
              <Fragment key={program.name}>
                <ProgramRow program={program} opened={isOpen} onToggle={() => setOpened(isOpen ? undefined : program.name)} />
                {isOpen ? (
                  <Table.Tr>
                    <Table.Td colSpan={HEADS.length}>
                      <SoftwareDevices name={program.name} />
                    </Table.Td>
                  </Table.Tr>
                ) : null}
              </Fragment>
            );
          })}
        </Table.Tbody>
      </Table>
      <Pager of={page} total={programs.length} onPage={setPage} />
    </>
  );
}

interface ProgramRowProps {
  readonly program: FleetProgram;
  readonly opened: boolean;
  readonly onToggle: () => void;
}

function ProgramRow({ program: { name, devices, versions, moreVersions }, opened, onToggle }: ProgramRowProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const named = [...versions].sort((a, b) => b.devices - a.devices).slice(0, NAMED);
  const more = versions.length + moreVersions - named.length;
  const words = [
    ...named.map((each) =>
      versions.length === 1
        ? each.version
        : t('software.version', { version: each.version, count: formats.number(each.devices) }),
    ),
    ...(more > 0 ? [t('fleet.andMore', { count: more })] : []),
  ].join(', ');
  const ended = versions.flatMap(({ version, endedAt }) => (endedAt === null ? [] : [{ version, endedAt }]));
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        <div className={classes.under}>{words}</div>
      </Table.Td>
      <Table.Td className={classes.side}>{words}</Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={opened}
          aria-label={t('software.devicesOf', { count: devices, value: formats.number(devices), name })}
          onClick={onToggle}
        >
          {t('software.devices', { count: devices, value: formats.number(devices) })}
        </Button>
      </Table.Td>
      <Table.Td>
        {ended.slice(0, NAMED).map(({ version, endedAt }) => (
          <div key={version}>
            <StatusLight of="warn">{t('software.endedOn', { version, day: formats.fullDay(endedAt) })}</StatusLight>
          </div>
        ))}
        {ended.length > NAMED ? t('fleet.andMore', { count: ended.length - NAMED }) : null}
      </Table.Td>
    </Table.Tr>
  );
}
