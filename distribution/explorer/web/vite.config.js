import { defineConfig } from 'vite';

// The result is committed, so its names do not change: see README.md.
export default defineConfig({
  base: './',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    outDir: '../src/main/resources/org/zknode/explorer/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsDir: '',
    modulePreload: false,
    rollupOptions: {
      output: {
        entryFileNames: 'explorer.js',
        assetFileNames: 'explorer[extname]',
      },
    },
  },
});
