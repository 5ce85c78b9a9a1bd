import { defineConfig } from "vitest/config";

// One module that every dashboard loads, and files beside it for what is rarely used; nothing is fetched from elsewhere.
export default defineConfig({
  plugins: [
    {
      name: "no-indentation",
      // Half a kilobyte of the templates' and styles' own; neither HTML nor CSS of ours means anything by it.
      transform: (code, id) => (id.includes("/card/src/") ? { code: code.replace(/\n\s+/g, "\n"), map: null } : undefined),
    },
  ],
  build: {
    // As Home Assistant's own pages: browsers of the last two years.
    target: "es2022",
    outDir: "../custom_components/piorchestrator/frontend",
    emptyOutDir: true,
    reportCompressedSize: false,
    minify: true,
    // As a library: files then find each other by where they lie, and Vite adds nothing of its own.
    lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "piorchestrator.js" },
    rolldownOptions: {
      output: {
        chunkFileNames: "[name]-[hash].js",
        minify: true,
        // Everything that the cards need at once is one file: each request more is a wait more.
        codeSplitting: { groups: [{ name: "cards", test: /card.src.cards\.ts$/, includeDependenciesRecursively: true }] },
      },
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
