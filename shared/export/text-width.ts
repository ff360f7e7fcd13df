// How wide text is in the font of pictures, for those who may not ask the layout of graphs themselves.

export { EDGE_LABEL_PX, textWidthEm } from '../query/graph/graphviz';
