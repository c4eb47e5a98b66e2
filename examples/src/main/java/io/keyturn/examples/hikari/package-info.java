/**
 * A HikariCP pool whose database user turns while it runs, whichever store it comes from: a user
 * that Vault makes for a lease, or a password that somebody changes.
 *
 * <p>Start with {@link io.keyturn.examples.hikari.TurningPool}; an application of your own copies
 * all of it.
 */
@NullMarked
package io.keyturn.examples.hikari;

import org.jspecify.annotations.NullMarked;
