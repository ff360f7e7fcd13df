// Options of `graph` and `export` as `go tool pprof` spells them: whoever has typed `-nodecount=20 -show_from=main` for years may go on.

/** Commands whose options have pprof's meanings. */
const COMMANDS: readonly string[] = ['graph', 'export'];

const SPELLINGS: Readonly<Record<string, string>> = {
  call_tree: 'call-tree',
  edgefraction: 'edge-fraction',
  focus: 'focus',
  hide: 'hide',
  ignore: 'ignore',
  nodecount: 'node-count',
  nodefraction: 'node-fraction',
  noinlines: 'no-inlines',
  normalize: 'normalise',
  prune_from: 'prune-from',
  relative_percentages: 'relative',
  sample_index: 'source',
  show: 'show',
  show_from: 'show-from',
  tagfocus: 'tag-focus',
  tagignore: 'tag-ignore',
};

/** Arguments with our spellings; what comes after `--` is no option. */
export function ourSpelling(args: readonly string[]): string[] {
  if (!COMMANDS.includes(args[0] ?? '')) return [...args];
  const end = args.indexOf('--');
  return args.map((arg, i) => {
    const [, name = '', value = ''] = /^--?(\w+)(=.*)?$/s.exec(arg) ?? [];
    const ours = Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
    return ours === undefined || (end >= 0 && i > end) ? arg : `--${ours}${value}`;
  });
}
