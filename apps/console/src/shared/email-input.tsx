import { contactEmail } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

export interface EmailInputProps extends Pick<TextInputProps, 'description' | 'autoComplete' | 'required' | 'readOnly'> {
  readonly value: string;
  readonly onValue: (email: string) => void;
}

/** An address as the server takes it: the browser's own look lets `ada@desk` pass. One that does not fit is not sent. */
export function EmailInput({ value, onValue, ...others }: EmailInputProps) {
  const { t } = useTexts();
  const [left, setLeft] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const fits = value.trim() === '' || contactEmail.safeParse(value.trim()).success;
  const complaint = fits ? '' : t('account.emailWrong');
  useEffect(() => input.current?.setCustomValidity(complaint), [complaint]);
  return (
    <TextInput
      {...others}
      ref={input}
      label={t('account.email')}
      type="email"
      maxLength={200}
      value={value}
      error={left && complaint}
      onChange={(event) => onValue(event.currentTarget.value)}
      onBlur={() => setLeft(true)}
    />
  );
}
