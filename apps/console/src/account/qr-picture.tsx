import { qrCode } from './qr-code.ts';

/** Modules of quiet around a code, without which cameras do not find it. */
const QUIET = 4;
const PIXELS = 184;

/** Dark on white whatever the scheme: many cameras read nothing else. */
export function QrPicture({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = qrCode(text);
  const size = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join('');
  return (
    <svg role="img" aria-label={label} width={PIXELS} height={PIXELS} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
