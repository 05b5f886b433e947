/** The pages: which one the address means, each loaded when it is first opened. */

import '@picocss/pico/css/pico.min.css';
import './styles/tsunagi.css';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { followAccount } from './account-language.ts';
import { askMe, me } from './api.ts';
import { language } from './language.ts';
import './theme.ts';
import { isKeptFrom, pagesFor, Shell } from './parts/shell.tsx';
import { OfOneTenant } from './parts/tenant.tsx';
import { common } from './words/common.ts';

const DeskPage = lazy(() => import('./pages/desk/desk-page.tsx').then((page) => page.DeskPage));
const BoardPage = lazy(() => import('./pages/board/board-page.tsx').then((page) => page.BoardPage));
const CampaignsPage = lazy(() =>
  import('./pages/campaigns/campaigns-page.tsx').then((page) => page.CampaignsPage),
);
const NewCampaignPage = lazy(() =>
  import('./pages/campaigns/new-campaign-page.tsx').then((page) => page.NewCampaignPage),
);
const CampaignPage = lazy(() =>
  import('./pages/campaigns/campaign-page.tsx').then((page) => page.CampaignPage),
);
const ReportsPage = lazy(() =>
  import('./pages/reports/reports-page.tsx').then((page) => page.ReportsPage),
);
const ConfigPage = lazy(() =>
  import('./pages/config/config-page.tsx').then((page) => page.ConfigPage),
);
const AccountsPage = lazy(() =>
  import('./pages/accounts/accounts-page.tsx').then((page) => page.AccountsPage),
);
const PeoplePage = lazy(() =>
  import('./pages/people/people-page.tsx').then((page) => page.PeoplePage),
);
const PersonPage = lazy(() =>
  import('./pages/people/people-page.tsx').then((page) => page.PersonPage),
);
const ScriptsPage = lazy(() =>
  import('./pages/scripts/scripts-page.tsx').then((page) => page.ScriptsPage),
);
const ScriptPage = lazy(() =>
  import('./pages/scripts/script-page.tsx').then((page) => page.ScriptPage),
);
const FaqPage = lazy(() => import('./pages/faq/faq-page.tsx').then((page) => page.FaqPage));
const WallPage = lazy(() => import('./pages/wall/wall-page.tsx').then((page) => page.WallPage));
const PhonePage = lazy(() => import('./pages/phone/phone-page.tsx').then((page) => page.PhonePage));
const SignInPage = lazy(() =>
  import('./pages/sign-in/sign-in-page.tsx').then((page) => page.SignInPage),
);

/** Goes to the first page the account has. */
function Home() {
  const { route } = useLocation();
  useEffect(() => route(`/${pagesFor()[0] ?? 'sign-in'}`, true), [route]);
  return null;
}

const NoPage = () => <p>{common.value.noSuchPage}</p>;

function Pages() {
  const { path } = useLocation();
  // A wall has a token, and nobody is signed in at it.
  if (path === '/wall') return <WallPage />;
  if (me.value === undefined) return <p aria-busy="true">{common.value.loading}</p>;
  if (me.value === null || path === '/sign-in') return <SignInPage />;
  // A window of its own, with nothing around it.
  if (path === '/phone') return <PhonePage />;
  if (isKeptFrom(path)) {
    return (
      <Shell>
        <p>{common.value.notForYou}</p>
      </Shell>
    );
  }
  return (
    <Shell>
      <OfOneTenant>
        <Router>
          <Route path="/" component={Home} />
          <Route path="/desk" component={DeskPage} />
          <Route path="/board" component={BoardPage} />
          <Route path="/campaigns" component={CampaignsPage} />
          <Route path="/campaigns/new" component={NewCampaignPage} />
          <Route path="/campaigns/:code" component={CampaignPage} />
          <Route path="/people" component={PeoplePage} />
          <Route path="/people/:person" component={PersonPage} />
          <Route path="/scripts" component={ScriptsPage} />
          <Route path="/scripts/:code" component={ScriptPage} />
          <Route path="/faq" component={FaqPage} />
          <Route path="/reports" component={ReportsPage} />
          <Route path="/config" component={ConfigPage} />
          <Route path="/accounts" component={AccountsPage} />
          <Route default component={NoPage} />
        </Router>
      </OfOneTenant>
    </Shell>
  );
}

document.documentElement.lang = language.value;
followAccount();
if (location.pathname !== '/wall') void askMe();
render(
  <LocationProvider>
    <ErrorBoundary>
      <Pages />
    </ErrorBoundary>
  </LocationProvider>,
  document.getElementById('page')!,
);
