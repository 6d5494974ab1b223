import { MAX_ALTERNATIVES, MAX_RULES, type Signature, type SignatureRule } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { FactFields } from './fact-fields.tsx';
import { newFact, newRule, WEIGHTS } from './problem-draft.ts';
import classes from './problems.module.css';

const NAMES = ['hint', 'speaks', 'strong', 'certain'] as const;

export interface SignatureEditorProps {
  readonly signature: Signature;
  readonly onChange: (signature: Signature) => void;
}

/** By which signs a problem is recognised: each a line of fields, with others that count as well. */
export function SignatureEditor({ signature, onChange }: SignatureEditorProps) {
  const { t } = useTexts();
  const put = (place: number, rule: SignatureRule) => onChange(signature.with(place, rule));
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('problems.signatureHow')}
      </Text>
      {signature.map((rule, place) => (
        <Rule
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no names, and the fields are controlled
          key={place}
          place={place}
          rule={rule}
          onChange={(next) => put(place, next)}
          onRemove={() => onChange(signature.toSpliced(place, 1))}
        />
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          disabled={signature.length >= MAX_RULES}
          onClick={() => onChange([...signature, newRule()])}
        >
          {t('problems.addRule')}
        </Button>
      </Group>
    </Stack>
  );
}

interface RuleProps {
  readonly place: number;
  readonly rule: SignatureRule;
  readonly onChange: (rule: SignatureRule) => void;
  readonly onRemove: () => void;
}

function Rule({ place, rule, onChange, onRemove }: RuleProps) {
  const { t } = useTexts();
  const { weight, must, anyOf } = rule;
  const isOwn = !NAMES.some((name) => WEIGHTS[name] === weight);
  return (
    <fieldset className={classes.rule}>
      <legend>{t('problems.sign', { number: place + 1 })}</legend>
      <Stack gap="xs">
        {anyOf.map((fact, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: facts have no names, and the fields are controlled
          <Stack key={at} gap={4}>
            {at === 0 ? null : (
              <Text size="sm" c="dimmed">
                {t('problems.or')}
              </Text>
            )}
            <FactFields fact={fact} onChange={(next) => onChange({ ...rule, anyOf: anyOf.with(at, next) })} />
            {anyOf.length === 1 ? null : (
              <Group>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  onClick={() => onChange({ ...rule, anyOf: anyOf.toSpliced(at, 1) })}
                >
                  {t('problems.removeFact', { number: at + 1 })}
                </Button>
              </Group>
            )}
          </Stack>
        ))}
        <Group align="end" gap="sm">
          <NativeSelect
            size="sm"
            label={t('problems.weight')}
            value={String(weight)}
            onChange={(event) => onChange({ ...rule, weight: Number(event.currentTarget.value) })}
            data={[
              ...(isOwn ? [{ value: String(weight), label: String(weight) }] : []),
              ...NAMES.map((name) => ({ value: String(WEIGHTS[name]), label: t(`problems.weights.${name}`) })),
            ]}
          />
          <Checkbox
            label={t('problems.must')}
            pb={8}
            checked={must}
            onChange={(event) => onChange({ ...rule, must: event.currentTarget.checked })}
          />
        </Group>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={anyOf.length >= MAX_ALTERNATIVES}
            onClick={() => onChange({ ...rule, anyOf: [...anyOf, newFact(anyOf[0]?.fact ?? 'finding')] })}
          >
            {t('problems.addFact')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onRemove}>
            {t('problems.removeRule', { number: place + 1 })}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}
