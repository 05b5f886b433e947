/** Accounts, API keys, walls and the audit log, for who may configure. */

import '../../styles/forms.css';
import './accounts.css';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { accountWords } from '../../words/accounts.ts';
import { AccountList } from './account-list.tsx';
import { AuditList } from './audit-list.tsx';
import { KeyList } from './key-list.tsx';

const parts = ['accounts', 'keys', 'walls', 'audit'] as const;
type Part = (typeof parts)[number];

const isPart = (text: string | undefined): text is Part => parts.includes(text as Part);

export function AccountsPage() {
  const words = accountWords.value;
  const { query } = useLocation();
  const shown = isPart(query.show) ? query.show : 'accounts';
  useEffect(() => {
    document.title = `${words[shown]} · Tsunagi`;
  }, [words, shown]);
  return (
    <>
      <h1>{words.title}</h1>
      <nav aria-label={words.title} class="parts">
        {parts.map((part) => (
          <a
            key={part}
            href={`/accounts?show=${part}`}
            aria-current={part === shown ? 'page' : undefined}
          >
            {words[part]}
          </a>
        ))}
      </nav>
      <section aria-label={words[shown]} key={shown}>
        <Shown part={shown} />
      </section>
    </>
  );
}

function Shown({ part }: { readonly part: Part }) {
  switch (part) {
    case 'accounts':
      return <AccountList />;
    case 'keys':
      return <KeyList kind="key" />;
    case 'walls':
      return <KeyList kind="wall" />;
    case 'audit':
      return <AuditList />;
  }
}
