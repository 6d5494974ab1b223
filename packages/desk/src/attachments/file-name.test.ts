import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileNameOf } from './file-name.ts';

test.each([
  ['printer.log', 'text/plain', 'printer.log'],
  ['Screen Shot.PNG', 'image/png', 'Screen Shot.PNG'],
  ['../../etc/passwd', 'text/plain', 'passwd.txt'],
  ['C:\\Users\\uma\\report.pdf', 'application/pdf', 'report.pdf'],
  ['invoice.pdf.exe', 'application/pdf', 'invoice.pdf.exe.pdf'],
  ['run.bat', 'text/plain', 'run.bat.txt'],
  ['page.html', 'text/plain', 'page.html.txt'],
  ['holiday.jpg', 'application/zip', 'holiday.jpg.zip'],
  ['gpj.\u202Eexe', 'image/jpeg', 'gpj.exe.jpg'],
  ['.htaccess', 'text/plain', 'htaccess.txt'],
  ['.png', 'image/png', 'png.png'],
  ['CON.txt', 'text/plain', '_CON.txt'],
  ['a\r\nSet-Cookie: x.txt', 'text/plain', 'a Set-Cookie_ x.txt'],
  ['x"; filename="y.exe', 'image/png', 'x_; filename=_y.exe.png'],
  ['', 'image/gif', 'file.gif'],
  ['....', 'image/gif', 'file.gif'],
  [`${'é'.repeat(300)}.log`, 'text/plain', `${'é'.repeat(116)}.log`],
] as const)('%j that is %s becomes %j', (told, type, name) => {
  expect(fileNameOf(told, type)).toBe(name);
});

test('whatever it is called, it is one short line without a path, ends as its type does, and stays what it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (told) => {
      const name = fileNameOf(told, 'application/pdf');
      expect(name).toMatch(/^[^/\\<>:"|?*\n\r\p{Cf}\p{Cc}]{1,120}$/u);
      expect(name).toMatch(/[^.]\.pdf$/iu);
      expect(fileNameOf(name, 'application/pdf')).toBe(name);
    }),
    { numRuns: 100 },
  );
});
