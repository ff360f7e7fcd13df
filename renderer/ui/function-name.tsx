// A qualified name: the package faint, the name strong; when there is no room the package gives way first.

export interface QualifiedName {
  /** With the dot or slash that ends it; '' if there is none. */
  readonly qualifier: string;
  readonly name: string;
}

/** `net/http.(*conn).serve` -> `net/http.` and `(*conn).serve`. Brackets of type arguments may hold slashes and dots. */
export function splitName(full: string): QualifiedName {
  const bracket = full.indexOf('[');
  const plain = bracket < 0 ? full : full.slice(0, bracket);
  const slash = plain.lastIndexOf('/');
  const dot = plain.indexOf('.', slash + 1);
  return { qualifier: full.slice(0, dot + 1), name: full.slice(dot + 1) };
}

/** `net/http.(*conn).serve` -> `http.(*conn).serve`: as Go code itself writes it. */
export function shortName(full: string): string {
  const { qualifier, name } = splitName(full);
  return qualifier.slice(qualifier.lastIndexOf('/') + 1) + name;
}

export interface FunctionNameProps {
  readonly name: string;
  /** Leaves out the path of the package; the tooltip has it. */
  readonly short?: boolean;
}

export function FunctionName({ name, short = false }: FunctionNameProps) {
  if (name === '') return <span className="function-name unknown">unknown function</span>;
  const parts = splitName(short ? shortName(name) : name);
  return (
    <span className="function-name" title={name}>
      {parts.qualifier !== '' && <span className="qualifier">{parts.qualifier}</span>}
      <span className="name">{parts.name}</span>
    </span>
  );
}
