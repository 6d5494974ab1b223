import { exposeShell } from './expose-shell.ts';

exposeShell('consent');
