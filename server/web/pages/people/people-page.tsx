/** Somebody looked up, and their sheet as a page of its own. */

import { useLocation, useRoute } from 'preact-iso';
import { FindPerson } from '../../panels/sheet/find-person.tsx';
import { PersonSheet } from '../../panels/sheet/person-sheet.tsx';
import { sheetWords } from '../../words/sheet.ts';
import '../../styles/knowledge.css';

export function PeoplePage() {
  const { route, query } = useLocation();
  return (
    <>
      <h1>{sheetWords.value.lookTitle}</h1>
      <FindPerson who={query.who ?? ''} choose={(person) => route(`/people/${person}`)} />
    </>
  );
}

export function PersonPage() {
  const { params } = useRoute();
  const id = Number(params.person);
  return (
    <>
      <p>
        <a href="/people">← {sheetWords.value.lookTitle}</a>
      </p>
      <PersonSheet key={id} person={id} isPage />
    </>
  );
}
