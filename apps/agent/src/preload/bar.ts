import { exposeShell } from './expose-shell.ts';

exposeShell('bar');
