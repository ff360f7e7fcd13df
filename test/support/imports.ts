// Reads which files and packages a module names: imports, re-exports, import(), type imports and
// new URL(…, import.meta.url), the form in which workers are loaded. Parsed, not searched: a comment is no import.

import { parseSync } from 'vite';

export interface ImportedName {
  /** As written: `../model/events`, `d3`, `node:fs`. */
  readonly specifier: string;
  readonly line: number;
  /** A URL is fetched or run elsewhere (a worker); it does not become part of the module. */
  readonly kind: 'import' | 'url';
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [property: string]: unknown;
}

/** Imports of a TypeScript or JavaScript module, in the order of the text. Throws if it does not parse. */
export function readImports(path: string, source: string): readonly ImportedName[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: ImportedName[] = [];
  const add = (node: unknown, kind: ImportedName['kind']): void => {
    if (!isNode(node) || typeof node.value !== 'string') return;
    found.push({ specifier: node.value, line: source.slice(0, node.start).split('\n').length, kind });
  };
  visit(program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
        add(node.source, 'import');
        break;
      case 'NewExpression': {
        const [target, base] = node.arguments as readonly SyntaxNode[];
        if (isNode(node.callee) && node.callee.name === 'URL' && isImportMetaUrl(base)) add(target, 'url');
        break;
      }
    }
  });
  return found;
}

function isImportMetaUrl(node: SyntaxNode | undefined): boolean {
  return isNode(node?.object) && node.object.type === 'MetaProperty';
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}

function visit(value: unknown, use: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, use);
  } else if (isNode(value)) {
    use(value);
    for (const child of Object.values(value)) visit(child, use);
  }
}
