/**
 * The values: what a secret is, where it lives, and how reading it fails.
 *
 * <p>Start with {@link io.keyturn.secret.Secret}. Every type here is immutable and safe for use by
 * several threads, builders excepted. No type here prints a secret value.
 */
@NullMarked
package io.keyturn.secret;

import org.jspecify.annotations.NullMarked;
