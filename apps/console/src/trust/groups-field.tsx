import { MAX_GROUPS } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Stack, TagsInput, Text } from '@mantine/core';
import { cleanGroups, problemOfGroups } from './groups-draft.ts';
import type { CertifiedKey } from './trust-view.ts';

export interface GroupsFieldProps {
  /** The groups that there are. */
  readonly known: readonly string[];
  readonly groups: readonly string[];
  /** The certificate that there is. */
  readonly before: CertifiedKey | undefined;
  readonly onChange: (groups: string[]) => void;
}

/** In which groups the new certificate names somebody; what an older one said is not taken back by it, and that is said. */
export function GroupsField({ known, groups, before, onChange }: GroupsFieldProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const problem = problemOfGroups(groups, known);
  const gaps = problem?.kind === 'alike' ? { name: problem.name, other: problem.other } : { count: MAX_GROUPS };
  const left = before?.groups.filter((name) => !groups.includes(name)) ?? [];
  return (
    <Stack gap={4}>
      {/* Above the field: the list of known names opens below it. */}
      {before === undefined || left.length === 0 ? null : (
        <Text size="sm">
          {t('trust.certify.groupsLeft', { groups: formats.list(left), until: formats.day(before.until, Date.now()) })}
        </Text>
      )}
      <TagsInput
        label={t('trust.certify.groups')}
        description={t('trust.certify.groupsHow')}
        data={[...known]}
        value={[...groups]}
        onChange={(names) => onChange(cleanGroups(names))}
        acceptValueOnBlur
        error={problem === undefined ? undefined : t(`trust.certify.groupsProblem.${problem.kind}`, gaps)}
      />
    </Stack>
  );
}
