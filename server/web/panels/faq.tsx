/** Questions with answers beside a call. */

import type { DeskPanelProps } from './desk-panel.ts';
import { FaqSearch } from './faq/search.tsx';
import '../styles/knowledge.css';

export const Panel = ({ contact, person, search }: DeskPanelProps) => (
  <FaqSearch
    person={person}
    wanted={search}
    {...(contact === null ? {} : { contact: contact.id })}
  />
);
