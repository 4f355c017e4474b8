/**
 * Profiles and stored logins (cli.md §2.2).
 */
@NullMarked
package io.attune.cli.profile;

import org.jspecify.annotations.NullMarked;
