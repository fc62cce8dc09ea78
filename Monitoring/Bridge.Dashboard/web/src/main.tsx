import '@fontsource-variable/inter/wght.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/forms.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RequestError } from './api/client';
import { App } from './app/App';
import { ClockProvider } from './app/clock';
import { preload } from './app/Pages';
import { applyTheme } from './app/theme';

applyTheme();
preload(location.pathname);

const views = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      refetchOnWindowFocus: true,
      // What the server said no to, it says no to again.
      retry: (count, error) => count < 2 && (!(error instanceof RequestError) || error.status === 0 || error.status >= 500),
    },
  },
});

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={views}>
      <ClockProvider>
        <App />
      </ClockProvider>
    </QueryClientProvider>
  </StrictMode>,
);
