import type { PolicyRules } from '@alongside/protocol';
import { useRuleWords, useTexts } from '@alongside/ui';
import { List, Text } from '@mantine/core';

/** Rules as users read them. */
export function RuleList({ rules }: { readonly rules: PolicyRules }) {
  const { t } = useTexts();
  const words = useRuleWords()(rules);
  if (words.length === 0) return <Text>{t('policy.nothing')}</Text>;
  return (
    <List>
      {words.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
