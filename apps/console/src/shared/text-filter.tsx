import { TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';

export interface TextFilterProps {
  readonly label: string;
  /** What the address says. */
  readonly value: string;
  readonly maxLength?: number;
  readonly onChange: (text: string) => void;
}

/** Not bound to the address: that comes a moment after each letter, and must not write into what is being typed. */
export function TextFilter({ label, value, maxLength = 80, onChange }: TextFilterProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = value;
  }, [value]);
  return (
    <TextInput
      ref={input}
      type="search"
      size="sm"
      maxLength={maxLength}
      label={label}
      defaultValue={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
