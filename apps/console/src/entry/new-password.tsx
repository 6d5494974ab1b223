import { useTexts } from '@alongside/ui';
import { PasswordInput } from '@mantine/core';

/** The bounds of http.ts (NIST SP 800-63B: length only). */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const;

export interface NewPasswordProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
}

export function NewPassword({ value, onChange }: NewPasswordProps) {
  const { t } = useTexts();
  const tooShort = value !== '' && value.length < PASSWORD_LENGTH.least;
  return (
    <PasswordInput
      label={t('account.newPassword')}
      description={t('account.newPasswordRule', { count: PASSWORD_LENGTH.least })}
      error={tooShort ? t('account.moreLetters', { count: PASSWORD_LENGTH.least - value.length }) : undefined}
      autoComplete="new-password"
      required
      minLength={PASSWORD_LENGTH.least}
      maxLength={PASSWORD_LENGTH.most}
      visibilityToggleButtonProps={{ 'aria-label': t('account.showPassword') }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
