import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../../../main/node/security-headers';

it('is the policy of the page and the part that only a header may carry', () => {
  const page = readFileSync(new URL('../../../../renderer/index.html', import.meta.url), 'utf8');
  const [, meta] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
  expect(CONTENT_SECURITY_POLICY).toBe(`${meta}; frame-ancestors 'none'`);
});
