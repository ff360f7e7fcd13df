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

export function FunctionName({ name }: { readonly name: string }) {
  if (name === '') return <span className="function-name unknown">unknown function</span>;
  const parts = splitName(name);
  return (
    <span className="function-name" title={name}>
      {parts.qualifier !== '' && <span className="qualifier">{parts.qualifier}</span>}
      <span className="name">{parts.name}</span>
    </span>
  );
}
