import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `--mode localnet` is the same page with one more script, the development wallet; the production build does not contain it.
// Nothing is inlined: the content security policy allows files of the page's own origin alone.
export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === 'localnet' ? [developmentWallet()] : [])],
  build: {
    outDir: mode === 'localnet' ? 'dist-localnet' : 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': process.env['DASHBOARD'] ?? 'http://127.0.0.1:8080' } },
}));

function developmentWallet() {
  return {
    name: 'development-wallet',
    transformIndexHtml: { order: 'pre' as const, handler: () => [{ tag: 'script', attrs: { type: 'module', src: '/development-wallet/main.ts' }, injectTo: 'head' as const }] },
  };
}
