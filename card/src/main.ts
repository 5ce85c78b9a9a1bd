/**
 * What Home Assistant loads. The rest lies in files whose names carry their hash: were it here, a file that is loaded on
 * demand would import this one without the version in its address, and the browser would take it for another module.
 */
void import("./cards");
