// Whose code a function is, as a flame graph colours it.

/** `none`: what belongs to no Go package, such as C code and the mark of frames that a dump leaves out. */
export type CodeFamily = 'own' | 'dependency' | 'standard' | 'runtime' | 'none';

/** In the order of a legend. The hue is named: a small sample of a colour is not enough for everybody. */
export const CODE_FAMILIES: readonly { readonly family: CodeFamily; readonly label: string }[] = [
  { family: 'own', label: 'orange, yellow: the program' },
  { family: 'dependency', label: 'violet: dependencies' },
  { family: 'standard', label: 'blue, teal: standard library' },
  { family: 'runtime', label: 'grey: Go runtime' },
  { family: 'none', label: 'green: no Go package' },
];
