/** Starts the packaged distribution and talks to it as a user does: processes, HTTP, nothing of the product's own classes. */
package io.attune.e2e.harness;
