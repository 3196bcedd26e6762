import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/surfaces/dashboard',
  base: '/',
  resolve: { conditions: ['quipu-src', 'module', 'browser', 'production'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The page is served under a strict content security policy: nothing inline, nothing as data.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
