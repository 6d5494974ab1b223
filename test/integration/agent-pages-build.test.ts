import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageBuild } from '../../packages/agent-ui/page-build.ts';

interface Built {
  readonly html: string;
  /** Every module that went into the page. */
  readonly modules: readonly string[];
}

/** The page as the product has it. */
async function built(page: 'shell' | 'link'): Promise<Built> {
  const config = pageBuild(page);
  const result = await build({ ...config, configFile: false, logLevel: 'error', build: { ...config.build, write: false } });
  const files = (Array.isArray(result) ? result : 'output' in result ? [result] : []).flatMap(({ output }) => output);
  const chunks = files.filter((file) => file.type === 'chunk');
  const html = files.find(({ fileName }) => fileName === 'index.html');
  return {
    html: html?.type === 'asset' ? String(html.source) : '',
    modules: chunks.flatMap(({ moduleIds }) => moduleIds),
  };
}

describe('the agent’s pages as built', () => {
  let shell: Built;
  let link: Built;

  beforeAll(async () => {
    shell = await built('shell');
    link = await built('link');
  });

  it('have no line of script or style inside of the document', () => {
    for (const { html } of [shell, link]) {
      expect(html).toContain('<script type="module" crossorigin src="./assets/');
      expect(html).not.toMatch(/<script(?![^>]* src=)/u);
      expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/iu);
    }
  });

  it('share no entry: neither page holds a module of the other', () => {
    const of = (page: string) => (id: string) => id.includes(`packages/agent-ui/src/${page}/`);
    expect(shell.modules.filter(of('shell')).length).toBeGreaterThan(20);
    expect(link.modules.filter(of('link')).length).toBeGreaterThan(3);
    expect(shell.modules.filter(of('link'))).toEqual([]);
    expect(link.modules.filter(of('shell'))).toEqual([]);
  });

  it('keep WebRTC out of the page that grants, and pages’ machinery out of the one that carries', () => {
    expect(shell.modules.filter((id) => /simple-peer|packages\/peer\//u.test(id))).toEqual([]);
    expect(link.modules.filter((id) => /node_modules\/(react|@mantine|i18next|@xterm)/u.test(id))).toEqual([]);
    expect(link.modules.some((id) => id.includes('simple-peer'))).toBe(true);
  });
});
