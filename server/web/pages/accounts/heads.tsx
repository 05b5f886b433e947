/** The first row of a table whose last column holds buttons. */

export function Heads({ of, acts }: { readonly of: readonly string[]; readonly acts: string }) {
  return (
    <thead>
      <tr>
        {of.map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
        <th>
          <span class="unseen">{acts}</span>
        </th>
      </tr>
    </thead>
  );
}
