import { defineConfig } from "vitest/config";

// One module that every dashboard loads, and files beside it for what is rarely used; nothing is fetched from elsewhere.
export default defineConfig({
  build: {
    // As Home Assistant's own pages: browsers of the last two years.
    target: "es2022",
    outDir: "../custom_components/piorchestrator/frontend",
    emptyOutDir: true,
    reportCompressedSize: false,
    minify: true,
    // As a library: files then find each other by where they lie, and Vite adds nothing of its own.
    lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "piorchestrator.js" },
    rollupOptions: { output: { chunkFileNames: "[name]-[hash].js", minify: true } },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
