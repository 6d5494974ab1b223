import { exposeShell } from './expose-shell.ts';

exposeShell('home');
