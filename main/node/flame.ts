// `ghostlight graph --kind flame`: a flame graph as a picture.

import { flameDot } from '../../shared/export/flame-dot';
import { flamePicture } from '../../shared/export/flame-picture';
import { DARK, LIGHT } from '../../shared/export/theme';
import { DEFAULT_GRAPH } from '../../shared/model/graphs';
import { chooseSource } from './choose-source';
import { expressionsOf, type GraphFlags } from './graph-flags';
import type { OpenGraphs } from './open-graphs';
import { savePicture, type Target } from './picture-target';
import { errorText, failed, saySystemWaits, stackScope } from './stack-request';

/** Returns the exit code. @param target undefined: only JSON is wanted */
export async function flame(graphs: OpenGraphs, target: Target | undefined, flags: GraphFlags): Promise<number> {
  if (target === undefined || flags.json) {
    return failed('--json is not for flame graphs: `export --format folded` or `json` writes their stacks');
  }
  const useless = graphOption(flags);
  if (useless !== undefined) return failed(useless);
  const source = await chooseSource(graphs, 'calls', flags.source);
  if (!source.ok) return failed(source.error);
  const { order, around, dark, scale, width: widthPx } = flags;
  if (order === 'time' && !source.value.timed) return failed(`--order time: ${source.value.id} has no order of time`);
  saySystemWaits(source.value, flags);
  const reply = await graphs.answers.flame({
    ...stackScope(graphs, source.value, flags),
    expressions: expressionsOf(flags),
    noInlines: !flags.inlines,
    order,
    ...(around === undefined ? {} : { around }),
    caption: [graphs.caption],
  });
  if (!reply.ok) return failed(errorText(reply.error, flags));
  const { tree, callers } = reply;
  if (tree.width[0] === 0) {
    const which = around === undefined ? '' : `, there is no function ${around} in its stacks`;
    return failed(`${graphs.name}: nothing is left to draw${which}`);
  }
  const caption = flags.caption ? reply.caption : undefined;
  return savePicture(target, scale, {
    dot: () => flameDot(tree, { caption, node: 0, callers }),
    picture: () => flamePicture(tree, { theme: dark ? DARK : LIGHT, caption, widthPx, node: 0, callers }),
  });
}

/** An option of other graphs would be passed over in silence. */
function graphOption(flags: GraphFlags): string | undefined {
  const { nodeCount, nodeFraction, edgeFraction, granularity } = DEFAULT_GRAPH;
  const named = [
    ...(flags.nodeCount === nodeCount ? [] : ['--node-count']),
    ...(flags.nodeFraction === nodeFraction ? [] : ['--node-fraction']),
    ...(flags.edgeFraction === edgeFraction ? [] : ['--edge-fraction']),
    ...(flags.granularity === granularity ? [] : ['--granularity']),
    ...(flags.callTree ? ['--call-tree'] : []),
    ...(flags.relative ? ['--relative'] : []),
    ...(flags.fold ? [] : ['--no-fold']),
    ...(flags.clusters ? ['--clusters'] : []),
    ...(flags.direction === 'auto' ? [] : ['--direction']),
    ...(flags.goroutine === undefined ? [] : ['--goroutine']),
  ];
  return named.length === 0 ? undefined : `${named.join(', ')}: not for flame graphs`;
}
