import { checkRows } from '@alongside/diagnostics';
import { FACT_KINDS, type FactKind, type SignatureFact, SYSTEMS } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useCheckTitle } from '../shared/use-check-title.ts';
import { useAsked, useQuestionWords } from '../tickets/use-questions.ts';
import { choicesOf, newFact } from './problem-draft.ts';
import classes from './problems.module.css';

const FOUND = ['bad', 'fail', 'warn', 'pass'] as const;

export interface FactFieldsProps {
  readonly fact: SignatureFact;
  readonly onChange: (fact: SignatureFact) => void;
}

/** One sign: of which kind, and what of it. */
export function FactFields({ fact, onChange }: FactFieldsProps) {
  const { t } = useTexts();
  return (
    <div className={classes.fact}>
      <NativeSelect
        size="sm"
        label={t('problems.kind')}
        value={fact.fact}
        onChange={(event) => onChange(newFact(kindOf(event.currentTarget.value)))}
        data={FACT_KINDS.map((value) => ({ value, label: t(`problems.kinds.${value}`) }))}
      />
      <Fields fact={fact} onChange={onChange} />
    </div>
  );
}

function kindOf(value: string): FactKind {
  return FACT_KINDS.find((each) => each === value) ?? 'finding';
}

function Fields({ fact, onChange }: FactFieldsProps) {
  const { t } = useTexts();
  switch (fact.fact) {
    case 'finding':
      return (
        <>
          <CheckField value={fact.check} onChange={(check) => onChange({ ...fact, check })} />
          <NativeSelect
            size="sm"
            label={t('problems.status')}
            value={fact.status}
            onChange={(event) => onChange({ ...fact, status: FOUND.find((each) => each === event.currentTarget.value) ?? 'bad' })}
            data={FOUND.map((value) => ({ value, label: t(`problems.found.${value}`) }))}
          />
        </>
      );
    case 'event':
      return (
        <>
          <CheckField value={fact.check} onChange={(check) => onChange({ ...fact, check })} />
          <PartField name="about" value={fact.about} max={120} onChange={(about) => onChange({ ...fact, about })} />
          <NumberField name="code" value={fact.code} onChange={(code) => onChange({ ...fact, code })} />
          <NumberField name="times" min={1} value={fact.times} onChange={(times) => onChange({ ...fact, times })} />
        </>
      );
    case 'app':
      return (
        <>
          <PartField name="app" value={fact.name} max={120} onChange={(name) => onChange({ ...fact, name })} />
          <Bounds fact={fact} onChange={(bounds) => onChange({ ...fact, ...bounds })} />
        </>
      );
    case 'system':
      return (
        <>
          <NativeSelect
            size="sm"
            label={t('problems.part.system')}
            value={fact.system ?? ''}
            onChange={(event) =>
              onChange({ ...fact, system: SYSTEMS.find((each) => each === event.currentTarget.value) ?? null })
            }
            data={[
              { value: '', label: t('problems.anySystem') },
              ...SYSTEMS.map((value) => ({ value, label: t(`problems.system.${value}`) })),
            ]}
          />
          <PartField name="name" value={fact.name} max={80} onChange={(name) => onChange({ ...fact, name })} />
          <Bounds fact={fact} onChange={(bounds) => onChange({ ...fact, ...bounds })} />
        </>
      );
    case 'hardware':
      return (
        <>
          <PartField
            name="manufacturer"
            value={fact.manufacturer}
            max={80}
            onChange={(manufacturer) => onChange({ ...fact, manufacturer })}
          />
          <PartField name="model" value={fact.model} max={80} onChange={(model) => onChange({ ...fact, model })} />
        </>
      );
    case 'answer':
      return <AnswerFields fact={fact} onChange={onChange} />;
  }
}

type Answer = Extract<SignatureFact, { fact: 'answer' }>;

function AnswerFields({ fact, onChange }: { readonly fact: Answer; readonly onChange: (fact: Answer) => void }) {
  const { t } = useTexts();
  const asked = useAsked();
  const words = useQuestionWords();
  const choices = choicesOf(asked, fact.question);
  const found = asked.questions.find(({ id }) => id === fact.question);
  const about = found ?? { id: fact.question };
  const questions = found ? asked.questions : [about, ...asked.questions];
  return (
    <>
      <NativeSelect
        size="sm"
        label={t('problems.part.question')}
        value={fact.question}
        onChange={(event) => {
          const question = event.currentTarget.value;
          onChange({ ...fact, question, is: choicesOf(asked, question)[0] ?? '' });
        }}
        data={questions.map((each) => ({ value: each.id, label: words.ask(each) }))}
      />
      {choices.length === 0 ? (
        <PartField name="is" value={fact.is} max={100} onChange={(is) => onChange({ ...fact, is })} />
      ) : (
        <NativeSelect
          size="sm"
          label={t('problems.part.is')}
          value={fact.is}
          onChange={(event) => onChange({ ...fact, is: event.currentTarget.value })}
          data={choices.map((value) => ({ value, label: words.choice(about, value) }))}
        />
      )}
    </>
  );
}

const CHECK_IDS = Object.keys(checkRows);

function CheckField({ value, onChange }: { readonly value: string; readonly onChange: (check: string) => void }) {
  const { t } = useTexts();
  const title = useCheckTitle();
  const ids = CHECK_IDS.includes(value) ? CHECK_IDS : [value, ...CHECK_IDS];
  const named = ids.map((id) => ({ value: id, label: title(id) })).sort((one, other) => one.label.localeCompare(other.label));
  return (
    <NativeSelect
      size="sm"
      label={t('problems.part.check')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={named}
    />
  );
}

interface BoundsProps {
  readonly fact: { readonly from: string; readonly before: string };
  readonly onChange: (bounds: { from: string; before: string }) => void;
}

function Bounds({ fact: { from, before }, onChange }: BoundsProps) {
  return (
    <>
      <PartField name="from" value={from} max={40} onChange={(next) => onChange({ from: next, before })} />
      <PartField name="before" value={before} max={40} onChange={(next) => onChange({ from, before: next })} />
    </>
  );
}

interface PartFieldProps {
  readonly name: 'about' | 'app' | 'name' | 'manufacturer' | 'model' | 'is' | 'from' | 'before';
  readonly value: string;
  readonly max: number;
  readonly onChange: (value: string) => void;
}

function PartField({ name, value, max, onChange }: PartFieldProps) {
  const { t } = useTexts();
  return (
    <TextInput
      size="sm"
      label={t(`problems.part.${name}`)}
      maxLength={max}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface NumberFieldProps {
  readonly name: 'code' | 'times';
  readonly value: number | null;
  readonly min?: number;
  readonly onChange: (value: number | null) => void;
}

function NumberField({ name, value, min, onChange }: NumberFieldProps) {
  const { t } = useTexts();
  return (
    <NumberInput
      size="sm"
      label={t(`problems.part.${name}`)}
      allowDecimal={false}
      max={1_000_000}
      {...(min === undefined ? {} : { min })}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
    />
  );
}
