/** What is loaded with the first dashboard. */

export { isChanged } from "./changes";
export { dashboard, words } from "./dashboard";
