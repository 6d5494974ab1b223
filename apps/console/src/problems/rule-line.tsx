import type { RuleResult, SignatureRule } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { IconCheck, IconCircleDashed, IconMinus, IconX } from '@tabler/icons-react';
import { useFactWords } from './use-fact-words.ts';

const LOOKS = {
  fits: { icon: IconCheck, colour: 'var(--alongside-idle)' },
  differs: { icon: IconX, colour: 'var(--alongside-viewed)' },
  unknown: { icon: IconCircleDashed, colour: 'var(--alongside-offline)' },
  none: { icon: IconMinus, colour: 'var(--alongside-offline)' },
} as const;

/** One rule of a signature in words; held against a case, with what came of it. */
export function RuleLine({ rule, result }: { readonly rule: SignatureRule; readonly result?: RuleResult }) {
  const { t } = useTexts();
  const words = useFactWords();
  const { icon: Icon, colour } = LOOKS[result ?? 'none'];
  return (
    <li>
      <Icon
        size={16}
        stroke={2}
        style={{ color: colour, marginTop: 2 }}
        {...(result === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(`problems.result.${result}`) })}
      />
      <span>
        {rule.anyOf.map(words).join(` ${t('problems.or')} `)}
        {rule.must ? (
          <Text span size="xs" c="dimmed">
            {' '}
            {t('problems.mustBe')}
          </Text>
        ) : null}
      </span>
    </li>
  );
}
