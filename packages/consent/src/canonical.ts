import { AppError } from '@alongside/base';
import serialize from 'canonicalize';

/**
 * RFC 8785 (JSON Canonicalization Scheme). Throws `request.invalid` for what JSON cannot say: undefined at the top,
 * numbers that are not finite, lone surrogates, cycles.
 */
export function canonical(value: unknown): string {
  let text: string | undefined;
  try {
    text = serialize(value);
  } catch (error) {
    throw new AppError('request.invalid', 'this value has no canonical JSON form', { cause: error });
  }
  if (text === undefined) throw new AppError('request.invalid', 'this value has no canonical JSON form');
  return text;
}
